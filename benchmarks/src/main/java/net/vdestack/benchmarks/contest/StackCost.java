package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How long it takes to make a stack with a link and an address, and to close it.
 *
 * @param count the median of how many
 */
record StackCost(int count) implements Measurement {
    private static final int PATIENCE = 120;

    @Override
    public String kind() {
        return "create";
    }

    @Override
    public String name() {
        return "create";
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        session.sender().command("create " + count + " " + session.locator());
        List<String> end = session.sender().await("end", PATIENCE);
        return Map.of(
                "open_ms", Double.parseDouble(end.get(0)) / 1e6, "close_ms", Double.parseDouble(end.get(1)) / 1e6);
    }
}

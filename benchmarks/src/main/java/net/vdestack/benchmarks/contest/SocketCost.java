package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How long it takes to open a TCP socket in a stack, and one in the namespace that the program is in. */
record SocketCost(int count) implements Measurement {
    private static final int PATIENCE = 120;

    @Override
    public String kind() {
        return "sockets";
    }

    @Override
    public String name() {
        return "open";
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        session.sender().command("sockets " + count);
        List<String> end = session.sender().await("end", PATIENCE);
        double inStack = Double.parseDouble(end.get(0)) / 1000;
        double plain = Double.parseDouble(end.get(1)) / 1000;
        return Map.of("stack_us", inStack, "plain_us", plain, "of_plain", inStack / plain);
    }
}

package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long messages of 64 bytes take there and back, one at a time, over one TCP connection.
 *
 * @param timing how long to send such
 */
record RoundTrip(Timing timing) implements Measurement {
    private static final List<String> METRICS = List.of("min_us", "p50_us", "p99_us", "p999_us", "max_us");

    @Override
    public String kind() {
        return "rtt";
    }

    @Override
    public String name() {
        return "rtt64";
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        End sender = session.sender();
        End receiver = session.receiver();
        String where = receiver.address(false) + " " + Ports.next();
        receiver.command("echo " + where);
        receiver.await("listening", timing.patience());
        sender.command("ping " + where + " " + timing.warmup() + " " + timing.window());
        sender.await("begin", timing.patience());
        List<String> end = sender.await("end", timing.patience());
        receiver.await("end", timing.patience());
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("round_trips", Double.valueOf(end.get(0)));
        for (int i = 0; i < METRICS.size(); i++) {
            values.put(METRICS.get(i), Double.parseDouble(end.get(i + 1)) / 1000);
        }
        return values;
    }
}

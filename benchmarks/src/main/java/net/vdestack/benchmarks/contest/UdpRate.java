package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How many datagrams of 64 bytes arrive while the sender sends what it can.
 *
 * @param timing how long
 */
record UdpRate(Timing timing) implements Measurement {
    /** Longer than the receiver counts. */
    private static final int OVERTIME = 300;

    @Override
    public String kind() {
        return "udp";
    }

    @Override
    public String name() {
        return "udp64";
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        End sender = session.sender();
        End receiver = session.receiver();
        String where = receiver.address(false) + " " + Ports.next();
        receiver.command("udp-receive " + where + " " + timing.warmup() + " " + timing.window());
        receiver.await("listening", timing.patience());
        sender.command("udp-send " + where + " " + (timing.warmup() + timing.window() + OVERTIME));
        receiver.await("begin", timing.patience());
        List<String> end = receiver.await("end", timing.patience());
        sender.await("end", timing.patience());
        double seconds = Double.parseDouble(end.get(1)) / 1e9;
        return Map.of("kpps", Double.parseDouble(end.get(0)) / seconds / 1000);
    }
}

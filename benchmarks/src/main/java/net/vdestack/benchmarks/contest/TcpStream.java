package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.vdestack.benchmarks.report.Row;

/**
 * A stream of TCP from the sender to the receiver: what arrives, and what processes need for it.
 *
 * @param kind what it is measured for
 * @param v6 whether over IPv6
 * @param flows how many connections at a time
 * @param congestionControl such as cubic
 * @param timing how long
 */
record TcpStream(String kind, boolean v6, int flows, String congestionControl, Timing timing) implements Measurement {
    private static final double MEGABIT = 1e6 / 8;
    private static final double GIGABYTE = 1e9;

    @Override
    public String name() {
        return (v6 ? "v6-" : "v4-") + flows + "-" + congestionControl;
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        End sender = session.sender();
        End receiver = session.receiver();
        sender.congestionControl(congestionControl, receiver);
        TcpCounters senderBefore = TcpCounters.of(sender.namespace());
        TcpCounters receiverBefore = TcpCounters.of(receiver.namespace());

        String where = receiver.address(v6) + " " + Ports.next() + " " + flows;
        receiver.command("tcp-receive " + where + " " + timing.warmup() + " " + timing.window());
        receiver.await("listening", timing.patience());
        sender.command("tcp-send " + where);
        Thread.sleep(timing.warmup() / 2);
        requireCongestionControl(sender.namespace());
        receiver.await("begin", timing.patience());
        double cpuBefore = session.cpuSeconds();
        double machineBefore = CpuTime.machineSeconds();
        List<String> end = receiver.await("end", timing.patience());
        double cpu = session.cpuSeconds() - cpuBefore;
        double machine = CpuTime.machineSeconds() - machineBefore;
        sender.await("end", timing.patience());

        double bytes = Double.parseDouble(end.get(0));
        double seconds = Double.parseDouble(end.get(1)) / 1e9;
        TcpCounters atSender = TcpCounters.of(sender.namespace()).since(senderBefore);
        TcpCounters atReceiver = TcpCounters.of(receiver.namespace()).since(receiverBefore);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("mbit_s", bytes / seconds / MEGABIT);
        values.put("cpu_s_gb", cpu / bytes * GIGABYTE);
        values.put("machine_cpu_s_gb", machine / bytes * GIGABYTE);
        values.put("retransmits", (double) atSender.retransmits());
        values.put(Row.CHECKSUM_ERRORS, (double) (atSender.checksumErrors() + atReceiver.checksumErrors()));
        return values;
    }

    private void requireCongestionControl(Namespace namespace) throws IOException {
        String connections = Program.run(namespace.inside(List.of("ss", "-Htin")), "");
        if (!connections.contains(" " + congestionControl + " ")) {
            throw new IOException("the sender does not use " + congestionControl + " but: " + connections.strip());
        }
    }
}

package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All there are, long or short. */
final class Measurements {
    private static final List<String> CONGESTION_CONTROLS = List.of("cubic", "bbr");
    private static final List<Integer> FLOWS = List.of(1, 4);

    private final List<String> congestionControls;
    private final boolean quick;

    /** @param quick whether they are to take less time, and to tell less */
    Measurements(boolean quick) throws IOException {
        this.quick = quick;
        List<String> available =
                List.of(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_available_congestion_control"))
                        .strip()
                        .split(" "));
        congestionControls =
                CONGESTION_CONTROLS.stream().filter(available::contains).toList();
        if (congestionControls.isEmpty()) {
            throw new IOException("this kernel has neither cubic nor bbr: 'modprobe tcp_cubic' or 'modprobe tcp_bbr'");
        }
    }

    /** Of what passes between two ends. */
    List<Measurement> traffic() {
        List<Measurement> all = new ArrayList<>();
        for (String congestionControl : congestionControls) {
            for (boolean v6 : List.of(false, true)) {
                for (int flows : FLOWS) {
                    all.add(new TcpStream("tcp", v6, flows, congestionControl, stream()));
                }
            }
        }
        Timing small = quick ? new Timing(2000, 1000) : new Timing(1000, 2000);
        all.add(new UdpRate(small));
        all.add(new RoundTrip(small));
        return all;
    }

    Measurement sockets() {
        return new SocketCost(quick ? 500 : 2000);
    }

    Measurement creation() {
        return new StackCost(quick ? 5 : 20);
    }

    /** Of a busy pair among idle stacks, and of these. */
    List<Measurement> crowd() {
        return List.of(
                new Footprint(quick ? 1000 : 3000),
                new TcpStream("stacks", false, 1, congestionControls.get(0), stream()));
    }

    /** In a single round a JVM has nothing else to warm up in. */
    private Timing stream() {
        return quick ? new Timing(3000, 1500) : new Timing(2000, 4000);
    }
}

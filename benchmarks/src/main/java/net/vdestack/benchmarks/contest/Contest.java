package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import net.vdestack.benchmarks.report.Rows;

/** All networks, and what is measured on each. */
public final class Contest {
    private static final List<String> CONGESTION_CONTROLS = List.of("cubic", "bbr");

    private final List<Network> networks;
    private final Predicate<String> kinds;
    private final Predicate<String> selected;
    private final boolean quick;

    /**
     * Chooses.
     *
     * @param kinds tells of tcp, udp and rtt whether to measure them
     * @param selected tells of a name, such as {@code vxvde-v4-1-cubic}, whether to measure it
     * @param quick whether to measure shortly
     */
    public Contest(Tools tools, List<Jdk> jdks, Predicate<String> kinds, Predicate<String> selected, boolean quick) {
        this.networks = Network.all(tools, jdks);
        this.kinds = kinds;
        this.selected = selected;
        this.quick = quick;
    }

    /** Measures everything chosen, in rounds. */
    public void run(int rounds, Rows rows) throws IOException, InterruptedException {
        Rounds turns = new Rounds(rounds, rows);
        for (Network network : networks) {
            List<Measurement> chosen = measurements().stream()
                    .filter(each -> kinds.test(each.kind()))
                    .filter(each -> selected.test(network.name() + "-" + each.name()))
                    .toList();
            if (!chosen.isEmpty()) {
                turns.run(network, chosen);
            }
        }
    }

    private List<Measurement> measurements() {
        Timing stream = quick ? new Timing(1500, 2000) : new Timing(2500, 5000);
        Timing small = quick ? new Timing(500, 1000) : new Timing(1000, 2000);
        List<Measurement> all = new ArrayList<>();
        for (String congestionControl : CONGESTION_CONTROLS) {
            for (boolean v6 : List.of(false, true)) {
                for (int flows : List.of(1, 4)) {
                    all.add(new TcpStream(v6, flows, congestionControl, stream));
                }
            }
        }
        all.add(new UdpRate(small));
        all.add(new RoundTrip(small));
        return all;
    }
}

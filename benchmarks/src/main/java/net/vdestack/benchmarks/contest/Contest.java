package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import net.vdestack.benchmarks.report.Rows;

/** All networks, and what is measured on each. */
public final class Contest {
    private final List<Network> networks;
    private final Choice choice;

    /** What to measure. */
    public interface Choice {
        /** Whether to measure a kind: tcp, udp, rtt, sockets, create, stacks. */
        boolean wants(String kind);

        /**
         * Whether to measure what has a name.
         *
         * @param name such as {@code vxvde-v4-1-cubic}
         * @param common whether it is measured unless something else is asked for
         */
        boolean selects(String name, boolean common);

        /** Whether to measure shortly. */
        boolean quick();
    }

    /** Prepares everything; nothing is started yet. */
    public Contest(Tools tools, List<Jdk> jdks, Choice choice) throws IOException {
        this.networks = Network.all(tools, jdks, new Measurements(choice.quick()));
        this.choice = choice;
    }

    /** Measures everything chosen, in rounds. */
    public void run(int rounds, Rows rows) throws IOException, InterruptedException {
        Rounds turns = new Rounds(rounds, rows);
        for (Network network : networks) {
            Predicate<Measurement> chosen =
                    each -> choice.wants(each.kind()) && choice.selects(network.nameOf(each), network.isCommon(each));
            List<Measurement> measurements =
                    network.measurements().stream().filter(chosen).toList();
            if (!measurements.isEmpty()) {
                turns.run(network, measurements);
            }
        }
    }
}

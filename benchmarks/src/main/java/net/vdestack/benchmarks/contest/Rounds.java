package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.vdestack.benchmarks.report.Row;
import net.vdestack.benchmarks.report.Rows;

/** Takes measurements of contestants by turns: what disturbs the machine disturbs all, and ratios of a round stay. */
final class Rounds {
    private final int rounds;
    private final Rows rows;

    Rounds(int rounds, Rows rows) {
        this.rounds = rounds;
        this.rows = rows;
    }

    /** Sets all contestants of a network up, and measures them. */
    void run(Network network, List<Measurement> measurements) throws IOException, InterruptedException {
        List<Entrant> entrants = new ArrayList<>();
        try {
            for (Contestant contestant : network.contestants()) {
                entrants.add(Entrant.of(contestant));
            }
            for (Measurement measurement : measurements) {
                run(network.nameOf(measurement), measurement, entrants);
            }
        } finally {
            entrants.forEach(Entrant::close);
        }
    }

    private void run(String name, Measurement measurement, List<Entrant> entrants)
            throws IOException, InterruptedException {
        List<Entrant> order = new ArrayList<>(entrants);
        for (int round = 1; round <= rounds; round++) {
            for (Entrant entrant : order) {
                Map<String, Double> values = entrant.take(measurement);
                System.out.println(measurement.kind() + " " + name + ", round " + round + ": " + entrant.name() + ": "
                        + text(values));
                for (Map.Entry<String, Double> value : values.entrySet()) {
                    rows.add(
                            new Row(measurement.kind(), name, entrant.name(), round, value.getKey(), value.getValue()));
                }
            }
            // nobody comes first, or after the same one, each time
            Collections.rotate(order, 1);
        }
    }

    private static String text(Map<String, Double> values) {
        List<String> words = new ArrayList<>();
        values.forEach((metric, value) -> words.add(metric + " " + String.format("%.2f", value)));
        return String.join(", ", words);
    }
}

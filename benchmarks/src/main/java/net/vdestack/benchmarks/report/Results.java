package net.vdestack.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows, to be asked for values and for ratios of values of the same round. */
final class Results {
    /** What a series of rounds is about. */
    private record Key(String test, String contestant, String metric) {}

    private final Map<Key, SortedMap<Integer, Double>> series = new LinkedHashMap<>();
    private final Map<String, Set<String>> tests = new LinkedHashMap<>();

    Results(List<Row> rows) {
        for (Row row : rows) {
            String test = row.kind() + " " + row.test();
            series.computeIfAbsent(new Key(test, row.contestant(), row.metric()), key -> new TreeMap<>())
                    .put(row.round(), row.value());
            tests.computeIfAbsent(test, key -> new LinkedHashSet<>()).add(row.contestant());
        }
    }

    /** All that was measured, as {@code tcp vxvde-v4-1-cubic}, in the order of the rows. */
    List<String> tests() {
        return List.copyOf(tests.keySet());
    }

    /** Of whom, in the order of the rows: of the first round. */
    List<String> contestants(String test) {
        return List.copyOf(tests.getOrDefault(test, Set.of()));
    }

    /** Values of a contestant over the rounds. */
    Optional<Spread> values(String test, String contestant, String metric) {
        SortedMap<Integer, Double> values = series.get(new Key(test, contestant, metric));
        return values == null ? Optional.empty() : Optional.of(Spread.of(List.copyOf(values.values())));
    }

    /** Values of one contestant divided by those of another one, round by round. */
    Optional<Spread> ratio(String test, String metric, String numerator, String denominator) {
        SortedMap<Integer, Double> numerators = series.get(new Key(test, numerator, metric));
        SortedMap<Integer, Double> denominators = series.get(new Key(test, denominator, metric));
        if (numerators == null || denominators == null) {
            return Optional.empty();
        }
        List<Double> ratios = new ArrayList<>();
        numerators.forEach((round, value) -> {
            Double divisor = denominators.get(round);
            if (divisor != null && divisor != 0) {
                ratios.add(value / divisor);
            }
        });
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}

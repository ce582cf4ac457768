package net.vdestack.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

    /** The sum of all values of a metric, of whatever test and contestant. */
    Optional<Spread> total(String metric) {
        List<Double> values = series.entrySet().stream()
                .filter(each -> each.getKey().metric().equals(metric))
                .flatMap(each -> each.getValue().values().stream())
                .toList();
        double sum = values.stream().mapToDouble(Double::doubleValue).sum();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(List.of(sum)));
    }

    /** What comes after a prefix in names of contestants that are the prefix and a number, oldest first. */
    List<String> jdks(String prefix) {
        return tests.values().stream()
                .flatMap(Set::stream)
                .filter(name -> name.matches(Pattern.quote(prefix) + "\\d+"))
                .map(name -> name.substring(prefix.length()))
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }
}

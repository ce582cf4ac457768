package net.vdestack.rest.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts events that happen here, by labels. Thread safe. */
final class Counter {
    private final String name;
    private final String help;
    private final String[] labels;
    private final Map<Labels, LongAdder> counts = new ConcurrentHashMap<>();

    Counter(String name, String help, String... labels) {
        this.name = name;
        this.help = help;
        this.labels = labels;
    }

    /** Has it with these values from the beginning, so that the first event is an increase. */
    Counter from0(String... values) {
        counts.put(Labels.of(labels, values), new LongAdder());
        return this;
    }

    void increment(String... values) {
        counts.computeIfAbsent(Labels.of(labels, values), none -> new LongAdder())
                .increment();
    }

    MetricSnapshot snapshot() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
        counts.forEach((values, count) -> snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(values)
                .value((double) count.sum())
                .build()));
        return snapshot.build();
    }
}

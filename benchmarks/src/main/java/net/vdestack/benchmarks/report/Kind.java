package net.vdestack.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * What the tables show of a kind of measurement.
 *
 * @param name as rows have it
 * @param columns the metrics; ratios are of the first
 */
record Kind(String name, List<Column> columns) {
    private static final List<Kind> ALL = List.of(
            new Kind("tcp", List.of(new Column("mbit_s", "Mbit/s"), new Column("cpu_s_gb", "CPU s/GB"))),
            new Kind("udp", List.of(new Column("kpps", "1,000 datagrams/s"))),
            new Kind(
                    "rtt",
                    List.of(
                            new Column("min_us", "min µs"),
                            new Column("p50_us", "p50 µs"),
                            new Column("p99_us", "p99 µs"))),
            new Kind(
                    "sockets",
                    List.of(
                            new Column("of_plain", "÷ plain"),
                            new Column("stack_us", "in stack µs"),
                            new Column("plain_us", "plain µs"))),
            new Kind("create", List.of(new Column("open_ms", "open ms"), new Column("close_ms", "close ms"))),
            new Kind(
                    "stacks",
                    List.of(
                            new Column("mbit_s", "Mbit/s"),
                            new Column("threads", "threads"),
                            new Column("rss_mb", "RSS MB"),
                            new Column("heap_mb", "heap MB"),
                            new Column("slab_mb", "slab MB"),
                            new Column("idle_cpu_percent", "idle CPU %"),
                            new Column("create_ms", "create ms"))));

    /**
     * A metric and its heading.
     *
     * @param metric as rows have it
     * @param title as readers like it
     */
    record Column(String metric, String title) {}

    /** Of a test, such as {@code tcp vxvde-v4-1-cubic}. */
    static Optional<Kind> of(String test) {
        return ALL.stream().filter(kind -> test.startsWith(kind.name + " ")).findFirst();
    }
}

package net.vdestack.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * What tables and plots show of a kind of measurement.
 *
 * @param name as rows have it
 * @param title as readers like it
 * @param columns the metrics; ratios are of the first
 */
record Kind(String name, String title, List<Column> columns) {
    static final List<Kind> ALL = List.of(
            new Kind(
                    "tcp",
                    "TCP streams",
                    List.of(
                            new Column("mbit_s", "Mbit/s", true),
                            new Column("cpu_s_gb", "CPU s/GB", true),
                            new Column("machine_cpu_s_gb", "machine s/GB"))),
            new Kind("udp", "UDP, 64 bytes", List.of(new Column("kpps", "1,000 datagrams/s", true))),
            new Kind(
                    "rtt",
                    "Round trips over TCP, 64 bytes",
                    List.of(
                            new Column("min_us", "min µs", true),
                            new Column("p50_us", "p50 µs"),
                            new Column("p99_us", "p99 µs", true))),
            new Kind(
                    "sockets",
                    "Opening a TCP socket",
                    List.of(
                            new Column("of_plain", "÷ plain"),
                            new Column("stack_us", "in stack µs", true),
                            new Column("plain_us", "plain µs"))),
            new Kind(
                    "create",
                    "Making a stack, and closing it",
                    List.of(new Column("open_ms", "open ms", true), new Column("close_ms", "close ms"))),
            new Kind(
                    "stacks",
                    "A busy pair among idle stacks",
                    List.of(
                            new Column("mbit_s", "Mbit/s", true),
                            new Column("threads", "threads"),
                            new Column("rss_mb", "RSS MB", true),
                            new Column("heap_mb", "heap MB"),
                            new Column("slab_mb", "slab MB"),
                            new Column("idle_cpu_percent", "idle CPU %"),
                            new Column("create_ms", "ms to create one"))),
            new Kind(
                    "loops",
                    "Inner loops",
                    List.of(new Column("ns", "ns", true), new Column("allocated_bytes", "bytes allocated"))));

    /**
     * A metric and its heading.
     *
     * @param metric as rows have it
     * @param title as readers like it
     * @param plotted whether there is a plot of it
     */
    record Column(String metric, String title, boolean plotted) {
        Column(String metric, String title) {
            this(metric, title, false);
        }
    }

    /** Of a test, such as {@code tcp vxvde-v4-1-cubic}. */
    static Optional<Kind> of(String test) {
        return ALL.stream().filter(kind -> kind.has(test)).findFirst();
    }

    boolean has(String test) {
        return test.startsWith(name + " ");
    }
}

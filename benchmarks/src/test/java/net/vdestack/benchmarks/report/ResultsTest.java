package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final String TEST = "tcp lan-v4-1-cubic";

    private final Results results = new Results(List.of(
            row("veth", 1, 100),
            row("vdestack-17", 1, 90),
            row("vdestack-17", 2, 10),
            row("veth", 2, 20),
            row("vdestack-17", 3, 30),
            row("vdestack-25", 1, 1)));

    private static Row row(String contestant, int round, double value) {
        return new Row("tcp", "lan-v4-1-cubic", contestant, round, "mbit_s", value);
    }

    @Test
    void ratiosAreOfTheSameRound() {
        // 0.9 and 0.5; the third round has nothing to compare with
        assertThat(results.ratio(TEST, "mbit_s", "vdestack-17", "veth")).contains(new Spread(0.7, 0.5, 0.9, 2));
    }

    @Test
    void whatWasNotMeasuredHasNoRatio() {
        assertThat(results.ratio(TEST, "mbit_s", "vdestack-17", "libvdestack")).isEmpty();
        assertThat(results.ratio(TEST, "cpu_s_gb", "vdestack-17", "veth")).isEmpty();
        assertThat(results.values("udp lan-udp64", "veth", "mbit_s")).isEmpty();
    }

    @Test
    void contestantsComeInTheOrderOfTheRows() {
        assertThat(results.contestants(TEST)).containsExactly("veth", "vdestack-17", "vdestack-25");
    }

    @Test
    void sumOfAllTests() {
        assertThat(results.total("mbit_s").map(Spread::median)).contains(251.0);
        assertThat(results.total("checksum_errors")).isEmpty();
    }

    @Test
    void jdksAreSortedByNumber() {
        Results mixed =
                new Results(List.of(row("vdestack-100", 1, 1), row("vdestack-25", 1, 1), row("vdestack-25>x", 1, 1)));
        assertThat(mixed.jdks("vdestack-")).containsExactly("25", "100");
    }
}

package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
    private final List<Row> rows = new ArrayList<>();

    private void add(String kind, String test, String contestant, String metric, double... values) {
        for (int i = 0; i < values.length; i++) {
            rows.add(new Row(kind, test, contestant, i + 1, metric, values[i]));
        }
    }

    private static Goal goal(List<Goal> goals, String text) {
        return goals.stream()
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private boolean isMet(Goal goal) {
        return goal.isMet(goal.measured().apply(new Results(rows)).orElseThrow());
    }

    @Test
    void theMedianOfRatiosDecides() {
        add("tcp", "vxvde-v4-1-cubic", "libvdestack", "mbit_s", 100, 100, 100);
        add("tcp", "vxvde-v4-1-cubic", "vdestack-17", "mbit_s", 1300, 1199, 1200);
        Goal goal = goal(Goal.of("vdestack-17"), "vxvde TCP, cubic: libvdestack");
        assertThat(goal.wanted()).isEqualTo("≥ 12");
        assertThat(isMet(goal)).isTrue();
        add("tcp", "vxvde-v4-1-cubic", "vdestack-17", "mbit_s", 1300, 1199, 1199);
        assertThat(isMet(goal)).isFalse();
    }

    @Test
    void lessIsBetterWhereItCosts() {
        add("tcp", "vxvde-v4-1-cubic", "libvdestack", "cpu_s_gb", 20);
        add("tcp", "vxvde-v4-1-cubic", "vdestack-17", "cpu_s_gb", 2.1);
        Goal goal = goal(Goal.of("vdestack-17"), "vxvde TCP, CPU a gigabyte: libvdestack");
        assertThat(goal.wanted()).isEqualTo("≤ 0.1");
        assertThat(isMet(goal)).isFalse();
        add("tcp", "vxvde-v4-1-cubic", "vdestack-17", "cpu_s_gb", 1.9);
        assertThat(isMet(goal)).isTrue();
    }

    @Test
    void oneWrongChecksumIsTooMuch() {
        add("tcp", "lan-v4-1-cubic", "veth", Row.CHECKSUM_ERRORS, 0, 0, 0);
        Goal goal = goal(Goal.common(), "checksum errors anywhere");
        assertThat(isMet(goal)).isTrue();
        add("tcp", "vxvde-v4-1-cubic", "vdestack-17", Row.CHECKSUM_ERRORS, 0, 1, 0);
        assertThat(isMet(goal)).isFalse();
    }
}

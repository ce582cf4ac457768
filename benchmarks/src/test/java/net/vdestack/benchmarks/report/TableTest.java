package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(List.of("", "Mbit/s"));

    @Test
    void alignsColumns() {
        table.add(List.of("vdestack-17", "7"));
        table.add(List.of("veth", "12345"));
        assertThat(table.toText()).isEqualTo("""
                                     Mbit/s
                        vdestack-17       7
                        veth          12345
                        """);
    }

    @Test
    void isWrittenForGitHub() {
        table.add(List.of("veth", "7"));
        assertThat(table.toMarkdown()).isEqualTo("""
                        |  | Mbit/s |
                        |---|--:|
                        | veth | 7 |
                        """);
    }

    @Test
    void refusesALineOfAnotherLength() {
        assertThatThrownBy(() -> table.add(List.of("veth")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[veth] has 1 cells");
    }
}

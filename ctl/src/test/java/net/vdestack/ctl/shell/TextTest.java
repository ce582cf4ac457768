package net.vdestack.ctl.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @Test
    void alignsColumns() {
        Table table = new Table("NAME", " COUNT", "STATE").row("a", 5, "UP").row("long", 12345, null);

        assertThat(table.lines(Paint.NONE)).containsExactly("NAME  COUNT  STATE", "a         5  UP", "long  12345  -");
    }

    @Test
    void paintsWordsAndNotTheirBlanks() {
        Table table = new Table("STATE", "NAME").row("UP", "UP UP").row("DEGRADED", "x");

        assertThat(table.lines(Paint.STATES))
                .containsExactly("STATE     NAME", "\033[32mUP      \033[0m  UP UP", "\033[33mDEGRADED\033[0m  x");
    }

    @Test
    void needsNoHeadings() {
        assertThat(new Table("", "").row("a", "\tb").lines(Paint.NONE)).containsExactly("a  \ufffdb");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.00 kB",
        "9994,9.99 kB",
        "9995,10.0 kB",
        "99950,100 kB",
        "999499,999 kB",
        "999500,1.00 MB",
        "1500000000,1.50 GB",
        "5000000000000000,5000 TB"
    })
    void scalesBytes(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T12:00:05Z,0s",
        "2026-01-02T11:59:01Z,59s",
        "2026-01-02T11:00:01Z,59m",
        "2026-01-02T02:50:00Z,9h10m",
        "2025-12-30T11:00:00Z,3d1h",
        "never,-"
    })
    void tellsHowLongItIsSince(String instant, String text) {
        assertThat(Amounts.since(instant, NOON)).isEqualTo(text);
    }
}

package net.vdestack.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumnsAndEndsLinesWithoutBlanks() {
        Table table = new Table("NAME", "STATE", "ERROR").row("blue", "UP", "").row("a-long-name", "FAILED", "why");

        assertThat(table).hasToString("""
                NAME         STATE   ERROR
                blue         UP
                a-long-name  FAILED  why""");
    }

    @Test
    void takesRowsOfFewerCells() {
        assertThat(new Table("A", "B").row("blue", "x").row("-")).hasToString("A     B\nblue  x\n-");
    }

    @Test
    void isBareWithoutRows() {
        assertThat(new Table("A").isBare()).isTrue();
        assertThat(new Table().isBare()).isTrue();
        assertThat(new Table("A").row("x").isBare()).isFalse();
        assertThat(new Table().row("x").isBare()).isFalse();
    }

    /** An error may be what a command of somebody else has written. */
    @Test
    void letsNoTextBreakLinesOrSteerTheTerminal() {
        assertThat(new Table().row("a\nb", "\u001b[2Jc\r\n")).hasToString("a b  [2Jc");
        assertThat(new Table().row("a\u009b2Jb", "c\u202ed\u2066")).hasToString("a 2Jb  c d");
    }
}

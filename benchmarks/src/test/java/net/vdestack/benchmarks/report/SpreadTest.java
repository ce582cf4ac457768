package net.vdestack.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void medianIsTheOneInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9, 3));
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(10.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 10, 4));
    }

    @Test
    void ofNothingThereIsNone() {
        assertThatThrownBy(() -> Spread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no values");
    }

    @Test
    void isWrittenWithThreeDigits() {
        assertThat(Spread.of(List.of(1234.5, 99.96, 250.0))).hasToString("250 [100.0–1235]");
        assertThat(Spread.of(List.of(12.34))).hasToString("12.3");
        assertThat(Spread.of(List.of(1.234))).hasToString("1.23");
        assertThat(Spread.of(List.of(0.01234))).hasToString("0.012");
        assertThat(Spread.of(List.of(0.0, 0.0))).hasToString("0");
    }
}

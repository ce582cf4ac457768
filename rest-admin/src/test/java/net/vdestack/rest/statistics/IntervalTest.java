package net.vdestack.rest.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
    @ParameterizedTest
    @CsvSource({"100ms,100", "1s,1000", "0500ms,500", "999999999s,999999999000"})
    void isInSecondsOrMilliseconds(String text, long millis) {
        assertThat(Interval.parse(text)).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "s", "1.5s", "-1s", "+1s", "1 s", "1S", "1m", "1sec", "٣s", "99999999999999999999s"})
    void refusesWhatIsNeither(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "99ms"})
    void refusesWhatIsTooShort(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.parse(text))
                .withMessageContainingAll("'" + text + "'", "100ms");
    }

    @Test
    void namesTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interval.parse("soon"))
                .withMessage("interval 'soon': write it as 500ms or 1s");
    }
}

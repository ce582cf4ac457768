package net.vdestack.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private long nanos = Long.MAX_VALUE - 5;

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void slowsFromTheTenthFailureByTwoSecondsAtMost() {
        FailureDelay delay = new FailureDelay(() -> nanos);

        long[] delays =
                LongStream.range(0, 25).map(i -> delay.failed("1.2.3.4")).toArray();

        assertThat(delays).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 400).endsWith(2000, 2000);
        assertThat(delay.failed("1.2.3.5")).isZero();
        pass(60_001);
        assertThat(delay.failed("1.2.3.4")).isZero();
    }

    @Test
    void remembersNotMoreClientsThanItShould() {
        FailureDelay delay = new FailureDelay(() -> nanos);
        for (int i = 0; i < 10; i++) {
            delay.failed("first");
        }
        for (int i = 0; i < 2000; i++) {
            delay.failed("client " + i);
        }

        assertThat(delay.failed("first")).isZero();
    }

    @Test
    void admitsABurstAndThenSoManyASecond() {
        RequestRate rate = new RequestRate(100, () -> nanos);

        assertThat(LongStream.range(0, 500).filter(i -> rate.admits("1.2.3.4")).count())
                .isEqualTo(200);
        assertThat(rate.admits("1.2.3.5")).isTrue();
        pass(500);
        assertThat(LongStream.range(0, 500).filter(i -> rate.admits("1.2.3.4")).count())
                .isEqualTo(50);
        pass(3_600_000);
        assertThat(LongStream.range(0, 500).filter(i -> rate.admits("1.2.3.4")).count())
                .isEqualTo(200);
    }
}

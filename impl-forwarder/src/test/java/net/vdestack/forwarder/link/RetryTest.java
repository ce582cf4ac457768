package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void pausesGrowFrom50MillisecondsTo5Seconds() {
        assertThat(IntStream.rangeClosed(1, 9).mapToLong(Retry::pauseMillis))
                .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
        assertThat(Retry.pauseMillis(1_000_000)).isEqualTo(5000);
    }

    @Test
    void makesTheFirstAttemptAtOnce() {
        assertThat(Retry.pauseMillis(0)).isZero();
    }
}

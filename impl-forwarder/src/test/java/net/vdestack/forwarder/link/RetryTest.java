package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.vdestack.forwarder.fixture.Await;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void pausesGrowFrom50MillisecondsTo5Seconds() {
        assertThat(IntStream.rangeClosed(1, 9).mapToLong(Retry::pauseMillis))
                .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
        assertThat(Retry.pauseMillis(1_000_000)).isEqualTo(5000);
    }

    @Test
    void makesAnAttemptWhenItsTimeHasCome() throws Exception {
        try (Retry retry = new Retry(Thread::new)) {
            CountDownLatch tried = new CountDownLatch(1);

            ScheduledFuture<?> attempt = retry.schedule(tried::countDown, 1);

            assertThat(attempt.getDelay(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(50);
            assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void hasAThreadOnlyWhileSomethingIsDue() throws Exception {
        Thread[] timer = new Thread[1];
        try (Retry retry = new Retry(task -> timer[0] = new Thread(task))) {
            assertThat(timer[0]).isNull();

            ScheduledFuture<?> attempt = retry.schedule(() -> {}, 8);
            assertThat(timer[0]).isNotNull();

            attempt.cancel(false);
            Await.until("the timer's thread has ended", () -> !timer[0].isAlive());
        }
    }

    @Test
    void takesNothingWhenItIsClosed() {
        Retry retry = new Retry(Thread::new);
        retry.close();

        assertThatThrownBy(() -> retry.schedule(() -> {}, 1)).isInstanceOf(RejectedExecutionException.class);
    }
}

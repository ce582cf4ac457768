package net.vdestack.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class TurnsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Future<?> occupy(Turns turns) throws InterruptedException {
        Future<?> first = threads.submit(() -> turns.inTurn("blue", () -> {
            begun.countDown();
            try {
                return end.await(1, java.util.concurrent.TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        begun.await();
        return first;
    }

    @Test
    void refuseWhoWouldWaitTooLong() throws Exception {
        Turns turns = new Turns(1);
        Future<?> first = occupy(turns);

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> turns.inTurn("blue", () -> 2))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(Status.CONFLICT));
        assertThat(turns.inTurn("red", () -> 3)).isEqualTo(3);

        end.countDown();
        first.get();
        assertThat(turns.inTurn("blue", () -> 4)).isEqualTo(4);
    }

    @Test
    void comeOneAfterTheOther() throws Exception {
        Turns turns = new Turns(60_000);
        Future<?> first = occupy(turns);

        FutureTask<Integer> second = new FutureTask<>(() -> turns.inTurn("blue", () -> 2));
        Thread waiting = new Thread(second);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertThat(waiting.isAlive()).as("still waiting").isTrue();
            Thread.onSpinWait();
        }
        assertThat(second).isNotDone();
        end.countDown();

        first.get();
        assertThat(second).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(2);
    }

    @Test
    void areGivenBackByWhoFails() throws Exception {
        Turns turns = new Turns(1);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> turns.inTurn("blue", () -> {
                    throw new IllegalStateException();
                }));

        assertThat(turns.inTurn("blue", () -> 2)).isEqualTo(2);
    }
}

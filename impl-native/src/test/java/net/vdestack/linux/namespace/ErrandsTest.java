package net.vdestack.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.expectation.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ErrandsTest {
    private final Errands errands = new Errands();
    private final Thread worker = new Thread(errands, "errands");

    @BeforeEach
    void start() {
        worker.setDaemon(true);
        worker.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        errands.end();
        worker.join();
    }

    @Test
    void areDoneByTheirThread() throws Exception {
        assertThat(errands.submit(Thread::currentThread)).isSameAs(worker);
    }

    @Test
    void failAsTheTaskDoes() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> errands.submit(() -> {
                    throw new IOException("mine");
                }))
                .withMessage("mine");
        assertThatIllegalStateException()
                .isThrownBy(() -> errands.submit(() -> {
                    throw new IllegalStateException("mine");
                }));
        assertThatExceptionOfType(LinkageError.class)
                .isThrownBy(() -> errands.submit(() -> {
                    throw new LinkageError("mine");
                }));
        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void areAllDoneOnce() throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<FutureTask<Void>> askers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Void> asker = new FutureTask<>(() -> {
                for (int j = 0; j < 500; j++) {
                    errands.submit(done::incrementAndGet);
                }
                return null;
            });
            askers.add(asker);
            new Thread(asker).start();
        }

        for (FutureTask<Void> asker : askers) {
            asker.get(30, TimeUnit.SECONDS);
        }

        assertThat(done).hasValue(4000);
    }

    @Test
    void keepAnInterruptOfTheCallerForLater() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FutureTask<Boolean> asker = new FutureTask<>(() -> {
            String result = errands.submit(() -> {
                begun.countDown();
                awaitUninterrupted(go);
                return "done";
            });
            return result.equals("done") && Thread.interrupted();
        });
        Thread thread = new Thread(asker);
        thread.start();
        begun.await();

        thread.interrupt();
        Eventually.holds(() -> !thread.isInterrupted(), "the asker has taken note of the interrupt");
        go.countDown();

        assertThat(asker.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goOnWhenTheirThreadIsInterrupted() throws Exception {
        Eventually.holds(() -> worker.getState() == Thread.State.WAITING, "the worker waits");

        worker.interrupt();

        assertThat(errands.submit(() -> "done")).isEqualTo("done");
    }

    @Test
    void endWhenThoseWaitingAreDone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> first = new FutureTask<>(() -> errands.submit(() -> {
            begun.countDown();
            awaitUninterrupted(go);
            return "first";
        }));
        new Thread(first).start();
        begun.await();
        FutureTask<String> second = new FutureTask<>(() -> errands.submit(() -> "second"));
        Thread asker = new Thread(second);
        asker.start();
        Eventually.holds(() -> asker.getState() == Thread.State.WAITING, "the second errand is waiting");

        errands.end();
        assertThatThrownBy(() -> errands.submit(() -> "late")).isInstanceOf(IllegalStateException.class);
        go.countDown();

        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("second");
        worker.join();
    }
}

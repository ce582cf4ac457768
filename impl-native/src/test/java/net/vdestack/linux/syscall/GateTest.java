package net.vdestack.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.expectation.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
    private final Gate gate = new Gate();

    private static <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future);
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    @Test
    void letsManyInUntilItIsShut() {
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.isShut()).isFalse();
        gate.leave();
        gate.leave();

        assertThat(gate.shut()).isTrue();

        assertThat(gate.isShut()).isTrue();
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void waitsForThoseInsideBeforeItIsShut() throws Exception {
        gate.enter();
        gate.enter();

        FutureTask<Boolean> shutting = start(gate::shut);
        Eventually.holds(gate::isShut, "the gate lets nobody in");
        boolean entered = gate.enter();
        gate.leave();
        boolean done = shutting.isDone();
        gate.leave();

        assertThat(entered).isFalse();
        assertThat(done).as("shut while somebody was inside").isFalse();
        assertThat(shutting.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void makesEveryoneWhoShutsItWaitButTellsOnlyTheFirst() throws Exception {
        gate.enter();
        List<FutureTask<Boolean>> shutting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shutting.add(start(gate::shut));
        }
        Eventually.holds(gate::isShut, "the gate lets nobody in");
        assertThat(shutting).noneMatch(FutureTask::isDone);

        gate.leave();

        int first = 0;
        for (FutureTask<Boolean> each : shutting) {
            first += each.get(20, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(first).isOne();
        assertThat(gate.shut()).isFalse();
    }

    @Test
    void neverFreesWhatSomebodyIsUsing() throws Exception {
        for (int round = 0; round < 200; round++) {
            stress(new Gate());
        }
    }

    private static void stress(Gate gate) throws Exception {
        AtomicBoolean freed = new AtomicBoolean();
        AtomicInteger usedAfterFree = new AtomicInteger();
        AtomicInteger uses = new AtomicInteger();
        AtomicInteger closers = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(start(() -> {
                begin.await();
                while (gate.enter()) {
                    uses.incrementAndGet();
                    usedAfterFree.addAndGet(freed.get() ? 1 : 0);
                    gate.leave();
                }
                return null;
            }));
        }
        for (int i = 0; i < 2; i++) {
            tasks.add(start(() -> {
                begin.await();
                while (uses.get() < 100) {
                    Thread.onSpinWait();
                }
                if (gate.shut()) {
                    closers.incrementAndGet();
                    freed.set(true);
                }
                return null;
            }));
        }

        begin.countDown();
        for (FutureTask<Void> each : tasks) {
            each.get(30, TimeUnit.SECONDS);
        }

        assertThat(usedAfterFree).hasValue(0);
        assertThat(closers).hasValue(1);
    }
}

package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.linux.syscall.EventFd;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneThreadTest {
    /** poll(2) reports POLLNVAL for it. */
    private static final int NEVER_OPEN = 1_000_000;

    private Leaks leaks;
    private CountingLane lane;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger threads = new AtomicInteger();

    /** Turns once for each time it is asked; waits otherwise. */
    private static final class CountingLane implements Lane {
        final EventFd event = EventFd.open();
        final AtomicInteger turns = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final List<Thread> closers = new CopyOnWriteArrayList<>();
        volatile boolean busy;
        volatile Throwable failure;
        volatile int watched = event.number();

        CountingLane() throws IOException {}

        @Override
        public int turn() throws IOException {
            turns.incrementAndGet();
            if (failure instanceof IOException checked) {
                throw checked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            event.clear();
            return busy ? 1 : 0;
        }

        @Override
        public void watch(PollSet set, int entry) {
            set.watch(entry, watched, PollSet.POLLIN);
        }

        @Override
        public void close() {
            closes.incrementAndGet();
            closers.add(Thread.currentThread());
        }
    }

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leaks = Leaks.since();
        lane = new CountingLane();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        lane.event.close();
        leaks.awaitNone();
    }

    private LaneThread thread() throws IOException {
        return new LaneThread(
                lane,
                "vdestack-lane-test",
                task -> {
                    threads.incrementAndGet();
                    return new Thread(task);
                },
                failures::add);
    }

    @Test
    void turnsTheLaneWhenItsDescriptorIsReady() throws Exception {
        LaneThread thread = thread();
        thread.start();
        Await.until("it has turned once", () -> lane.turns.get() == 1);

        lane.event.signal();
        Await.until("it has turned again", () -> lane.turns.get() >= 2);

        thread.stop();
        assertThat(lane.closes).hasValue(1);
        assertThat(lane.closers.get(0).getName()).isEqualTo("vdestack-lane-test");
        assertThat(failures).isEmpty();
    }

    @Test
    void runsCommandsBetweenTurnsOnItsOwnThread() throws Exception {
        LaneThread thread = thread();
        thread.start();
        Thread[] ran = new Thread[2];

        thread.execute(() -> ran[0] = Thread.currentThread());
        lane.busy = true;
        lane.event.signal();
        thread.execute(() -> ran[1] = Thread.currentThread());
        lane.busy = false;

        assertThat(ran[0].getName()).isEqualTo("vdestack-lane-test");
        assertThat(ran[1]).isSameAs(ran[0]);
        thread.stop();
    }

    @Test
    void runsTheCommandsOfManyThreads() throws Exception {
        LaneThread thread = thread();
        thread.start();
        int[] count = new int[1];
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> {
                for (int round = 0; round < 500; round++) {
                    thread.execute(() -> count[0]++);
                }
            });
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        thread.stop();

        assertThat(count[0]).isEqualTo(2000);
    }

    @Test
    void runsACommandOfItsOwnAtOnce() throws Exception {
        LaneThread thread = thread();
        thread.start();
        List<String> order = new CopyOnWriteArrayList<>();

        thread.execute(() -> {
            thread.execute(() -> order.add("inner"));
            order.add("outer");
        });

        assertThat(order).containsExactly("inner", "outer");
        thread.stop();
    }

    @Test
    void runsCommandsAtOnceWhenItHasEnded() throws Exception {
        LaneThread thread = thread();
        thread.start();
        thread.stop();
        Thread[] ran = new Thread[1];

        thread.execute(() -> ran[0] = Thread.currentThread());

        assertThat(ran[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void waitsForACommandThoughItsCallerIsInterrupted() throws Exception {
        LaneThread thread = thread();
        thread.start();
        boolean[] ran = new boolean[1];

        Thread.currentThread().interrupt();
        thread.execute(() -> ran[0] = true);
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(ran[0]).isTrue();

        Thread.currentThread().interrupt();
        thread.stop();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void freesEverythingWhenItIsStoppedBeforeItWasStarted() throws Exception {
        LaneThread thread = thread();

        thread.stop();

        assertThat(lane.closes).hasValue(1);
        assertThat(lane.turns).hasValue(0);
        assertThat(failures).isEmpty();
    }

    @Test
    void stopsTwice() throws Exception {
        LaneThread thread = thread();
        thread.start();
        thread.stop();
        thread.stop();

        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void stopsWhileTheLaneIsBusy() throws Exception {
        lane.busy = true;
        LaneThread thread = thread();
        thread.start();
        Await.until("it turns", () -> lane.turns.get() > 10);

        thread.stop();

        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void endsWhenATurnThrowsAndSaysSo() throws Exception {
        IOException failure = new IOException("cut");
        lane.failure = failure;
        LaneThread thread = thread();
        thread.start();

        Await.until("it has ended", () -> !failures.isEmpty());

        assertThat(failures).containsExactly(failure);
        assertThat(lane.closes).hasValue(1);
        thread.stop();
        assertThat(lane.turns).hasValue(1);
    }

    @Test
    void endsWhenATurnThrowsAnError() throws Exception {
        Error failure = new StackOverflowError();
        lane.failure = failure;
        LaneThread thread = thread();
        thread.start();

        Await.until("it has ended", () -> !failures.isEmpty());

        assertThat(failures).containsExactly(failure);
        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void givesUpOnADescriptorWhoseErrorStays() throws Exception {
        lane.watched = NEVER_OPEN;
        LaneThread thread = thread();
        thread.start();

        Await.until("it has given up", () -> !failures.isEmpty());

        assertThat(failures.get(0)).isInstanceOf(IOException.class).hasMessageContaining("error");
        thread.stop();
    }

    @Test
    void closesTheLaneWhenThereIsNoThreadToBeHad() {
        IllegalStateException refusal = new IllegalStateException("no more threads");

        assertThatThrownBy(() -> new LaneThread(
                        lane,
                        "vdestack-lane-test",
                        task -> {
                            throw refusal;
                        },
                        failures::add))
                .isSameAs(refusal);
        assertThat(lane.closes).hasValue(1);
    }
}

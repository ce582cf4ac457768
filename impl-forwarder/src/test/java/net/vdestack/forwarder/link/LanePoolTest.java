package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.linux.syscall.EventFd;
import net.vdestack.linux.syscall.Pipe;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LanePoolTest {
    private static final int NEVER_OPEN = 1_000_000;

    private Leaks leaks;
    private CountingLane lane;
    private final List<EventFd> events = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ThreadFactory factory = task -> {
        Thread thread = new Thread(task);
        threads.add(thread);
        return thread;
    };
    private final LanePool<TransmitBuffers> pool = new LanePool<>("vdestack-lane-test", 2, TransmitBuffers::new);

    /** Turns once for each time it is asked; waits otherwise. Notices two who turn it at once. */
    private final class CountingLane implements Lane {
        final EventFd event = EventFd.open();
        final AtomicInteger turns = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final Queue<Integer> asked = new ConcurrentLinkedQueue<>();
        volatile boolean busy;
        volatile Throwable failure;
        volatile Runnable inTurn = () -> {};
        volatile int awaited = event.number();
        volatile int awaitedEvents = PollSet.POLLIN;

        CountingLane() throws IOException {
            events.add(event);
        }

        @Override
        public int turn() throws IOException {
            if (inside.incrementAndGet() != 1 || closes.get() != 0) {
                throw new AssertionError("turned by two, or after its end");
            }
            try {
                turns.incrementAndGet();
                if (!busy) {
                    event.clear();
                }
                inTurn.run();
                if (failure instanceof IOException checked) {
                    throw checked;
                }
                if (failure instanceof Error error) {
                    throw error;
                }
                return busy ? 1 : 0;
            } finally {
                inside.decrementAndGet();
            }
        }

        @Override
        public int awaitedDescriptor() {
            return awaited;
        }

        @Override
        public int awaitedEvents() {
            return awaitedEvents;
        }

        @Override
        public boolean yieldsAfter(int frames) {
            asked.add(frames);
            return true;
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leaks = Leaks.since();
        lane = new CountingLane();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        events.forEach(EventFd::close);
        leaks.awaitNone();
    }

    private PooledLane add(CountingLane added) throws IOException {
        return pool.add(added, factory, failures::add);
    }

    private PooledLane started(CountingLane added) throws IOException {
        PooledLane pooled = add(added);
        pooled.start();
        return pooled;
    }

    private boolean areAllEnded() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    @Test
    void turnsALaneWhenItsDescriptorIsReady() throws Exception {
        PooledLane pooled = add(lane);
        lane.event.signal();
        assertThat(lane.turns).as("not started").hasValue(0);
        pooled.start();
        int before = lane.turns.get();
        Thread[] turner = new Thread[1];
        lane.inTurn = () -> turner[0] = Thread.currentThread();

        lane.event.signal();
        Await.until("it has turned again", () -> lane.turns.get() > before);

        pooled.stop();
        assertThat(lane.closes).hasValue(1);
        assertThat(turner[0].getName()).matches("vdestack-lane-test-[12]");
        assertThat(failures).isEmpty();
    }

    /** More turns than are had without a look at other lanes. */
    @Test
    void asksAfterEachTurnWhetherToLetOthersGoFirstAndTurnsOnceMoreBeforeItWaits() throws Exception {
        PooledLane pooled = started(lane);
        int last = lane.turns.get() + 7;
        lane.inTurn = () -> lane.busy = lane.turns.get() < last;
        lane.busy = true;

        lane.event.signal();
        Await.until("it turns once more", () -> lane.turns.get() == last + 1);

        pooled.stop();
        assertThat(lane.asked).containsExactly(1, 1, 1, 1, 1, 1, 0);
        assertThat(lane.turns).hasValue(last + 1);
    }

    @Test
    void hasAsManyThreadsForManyLanesAsForOne() throws Exception {
        List<PooledLane> pooled = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pooled.add(started(new CountingLane()));
        }

        assertThat(threads).hasSize(2).allMatch(Thread::isAlive);

        PooledLane last = pooled.remove(100);
        pooled.forEach(PooledLane::stop);
        assertThat(threads).allMatch(Thread::isAlive);
        last.stop();
        assertThat(areAllEnded()).isTrue();
    }

    @Test
    void startsAnewAfterTheLastLane() throws Exception {
        started(lane).stop();
        CountingLane other = new CountingLane();
        PooledLane pooled = started(other);
        int before = other.turns.get();

        other.event.signal();
        Await.until("it turns", () -> other.turns.get() > before);

        assertThat(threads).hasSize(4);
        pooled.stop();
    }

    /** Each turn of a lane goes with at most a few of each other one, though there are more of them than threads. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void givesLanesThatAreAlwaysReadyTheirTurns(int size) throws Exception {
        LanePool<TransmitBuffers> small = new LanePool<>("vdestack-lane-test", size, TransmitBuffers::new);
        int count = 10;
        List<CountingLane> lanes = new ArrayList<>();
        List<PooledLane> pooled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CountingLane busy = new CountingLane();
            busy.busy = true;
            busy.event.signal();
            lanes.add(busy);
            pooled.add(small.add(busy, factory, failures::add));
        }
        pooled.forEach(PooledLane::start);
        int[] before = lanes.stream().mapToInt(each -> each.turns.get()).toArray();
        int rounds = 1000;

        Await.until("the first has had many", () -> lanes.get(0).turns.get() - before[0] > rounds);
        pooled.forEach(PooledLane::stop);

        for (int i = 0; i < count; i++) {
            assertThat(lanes.get(i).turns.get() - before[i])
                    .as("turns of lane " + i)
                    .isGreaterThan(rounds / 4);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void runsCommandsBetweenTurnsThoughTheLaneIsBusy() throws Exception {
        lane.busy = true;
        lane.event.signal();
        PooledLane pooled = started(lane);
        List<Integer> inside = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            pooled.execute(() -> inside.add(lane.inside.get()));
        }

        pooled.stop();
        assertThat(inside).hasSize(1000).containsOnly(0);
        assertThat(failures).isEmpty();
    }

    @Test
    void runsTheCommandsOfManyThreads() throws Exception {
        lane.busy = true;
        lane.event.signal();
        PooledLane pooled = started(lane);
        int[] count = new int[1];
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> {
                for (int round = 0; round < 500; round++) {
                    pooled.execute(() -> count[0]++);
                }
            });
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        pooled.stop();

        assertThat(count[0]).isEqualTo(2000);
    }

    @Test
    void runsACommandOfItsOwnAtOnce() throws Exception {
        PooledLane pooled = started(lane);
        List<String> order = new ArrayList<>();

        pooled.execute(() -> {
            pooled.execute(() -> order.add("inner"));
            order.add("outer");
        });

        assertThat(order).containsExactly("inner", "outer");
        pooled.stop();
    }

    @Test
    void runsACommandThatATurnAsksForInThatTurn() throws Exception {
        PooledLane pooled = started(lane);
        List<Integer> inside = new CopyOnWriteArrayList<>();
        lane.inTurn = () -> pooled.execute(() -> inside.add(lane.inside.get()));

        lane.event.signal();
        Await.until("it has run", () -> !inside.isEmpty());

        pooled.stop();
        assertThat(inside).containsOnly(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void runsCommandsWhenItHasEnded() throws Exception {
        PooledLane pooled = started(lane);
        pooled.stop();
        int turns = lane.turns.get();
        boolean[] ran = new boolean[1];

        pooled.execute(() -> ran[0] = true);

        assertThat(ran[0]).isTrue();
        assertThat(lane.turns).hasValue(turns);
    }

    @Test
    void turnsAfterACommandThoughNothingIsReady() throws Exception {
        PooledLane pooled = started(lane);
        int before = lane.turns.get();

        pooled.execute(() -> {});

        assertThat(lane.turns).hasValue(before + 1);
        pooled.stop();
    }

    @Test
    void keepsInterruptsOfWhoCommandsAndStops() throws Exception {
        PooledLane pooled = started(lane);
        boolean[] ran = new boolean[1];

        Thread.currentThread().interrupt();
        pooled.execute(() -> ran[0] = true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ran[0]).isTrue();

        Thread.currentThread().interrupt();
        pooled.stop();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lane.closes).hasValue(1);
        assertThat(areAllEnded()).isTrue();
    }

    @Test
    void waitsForAnotherDescriptorAfterACommand() throws Exception {
        EventFd other = EventFd.open();
        events.add(other);
        PooledLane pooled = started(lane);

        pooled.execute(() -> lane.awaited = other.number());
        int before = lane.turns.get();
        other.signal();
        Await.until("it turns", () -> lane.turns.get() > before);

        pooled.execute(() -> lane.awaited = lane.event.number());
        other.close();
        int after = lane.turns.get();
        lane.event.signal();
        Await.until("it turns again", () -> lane.turns.get() > after);
        pooled.stop();
        assertThat(failures).isEmpty();
    }

    @Test
    void waitsForRoom() throws Exception {
        lane.event.fill();
        lane.awaitedEvents = PollSet.POLLOUT;
        EventFd full = EventFd.open();
        events.add(full);
        full.fill();
        lane.awaited = full.number();
        PooledLane pooled = started(lane);
        int before = lane.turns.get();
        lane.inTurn = () -> lane.awaitedEvents = PollSet.POLLIN;

        full.clear();
        Await.until("it turns", () -> lane.turns.get() > before);

        pooled.stop();
        assertThat(failures).isEmpty();
    }

    @Test
    void waitsForNothingWhileThereIsNothingToWaitFor() throws Exception {
        lane.awaited = -1;
        PooledLane pooled = started(lane);
        int before = lane.turns.get();

        pooled.execute(() -> lane.awaited = lane.event.number());
        lane.event.signal();
        Await.until("it turns", () -> lane.turns.get() > before + 1);

        pooled.stop();
        assertThat(failures).isEmpty();
    }

    /** The numbers are those of lanes that have just gone, and their events may be on the way. */
    @Test
    void keepsLanesApartThatComeAndGo() throws Exception {
        CountingLane steady = new CountingLane();
        steady.busy = true;
        steady.event.signal();
        PooledLane pooled = started(steady);

        for (int i = 0; i < 2000; i++) {
            CountingLane passing = new CountingLane();
            passing.busy = i % 2 == 0;
            passing.event.signal();
            PooledLane added = started(passing);
            added.stop();
            passing.event.close();
            events.remove(passing.event);
            assertThat(passing.closes).hasValue(1);
        }

        pooled.stop();
        assertThat(failures).isEmpty();
        assertThat(threads).hasSize(2);
    }

    @Test
    void closesTheLaneThatIsStoppedBeforeItWasStarted() throws Exception {
        lane.event.signal();
        PooledLane pooled = add(lane);

        pooled.stop();

        assertThat(lane.closes).hasValue(1);
        assertThat(lane.turns).hasValue(0);
        assertThat(failures).isEmpty();
        assertThat(areAllEnded()).isTrue();
    }

    @Test
    void stopsTwice() throws Exception {
        PooledLane pooled = started(lane);
        pooled.stop();
        pooled.stop();

        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void waitsWithStoppingUntilTheTurnIsOver() throws Exception {
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        PooledLane pooled = started(lane);
        lane.inTurn = () -> {
            within.countDown();
            await(goOn);
        };
        lane.event.signal();
        within.await();
        Thread stopper = new Thread(pooled::stop);
        stopper.start();
        Await.until("it waits", () -> stopper.getState() == Thread.State.WAITING);

        assertThat(lane.closes).hasValue(0);
        goOn.countDown();
        stopper.join();

        assertThat(lane.closes).hasValue(1);
        assertThat(lane.inside).hasValue(0);
        assertThat(areAllEnded()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isStoppedByAWorkerThoughItIsTheLast() throws Exception {
        PooledLane pooled = started(lane);
        lane.busy = true;
        int[] closes = {-1};
        lane.inTurn = () -> {
            pooled.stop();
            closes[0] = lane.closes.get();
        };

        lane.event.signal();
        Await.until("the threads end", this::areAllEnded);

        assertThat(closes[0]).as("in the turn").isZero();
        assertThat(lane.closes).hasValue(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void endsALaneWhoseTurnThrowsAndSaysSo() throws Exception {
        PooledLane pooled = started(lane);
        IOException failure = new IOException("cut");
        int before = lane.turns.get();
        lane.failure = failure;

        lane.event.signal();
        Await.until("it has ended", () -> !failures.isEmpty());

        assertThat(failures).containsExactly(failure);
        assertThat(lane.closes).hasValue(1);
        pooled.stop();
        assertThat(lane.turns).hasValue(before + 1);
        assertThat(lane.closes).hasValue(1);
    }

    @Test
    void keepsOtherLanesWhenOneFailsAndWhoIsToldFailsToo() throws Exception {
        CountingLane other = new CountingLane();
        PooledLane pooled = started(other);
        for (int i = 0; i < 3; i++) {
            CountingLane failing = new CountingLane();
            CountDownLatch told = new CountDownLatch(1);
            pool.add(failing, factory, failure -> {
                        told.countDown();
                        throw new IllegalStateException("told of " + failure);
                    })
                    .start();
            failing.failure = new StackOverflowError();
            failing.event.signal();
            told.await();
        }
        int before = other.turns.get();

        other.event.signal();
        Await.until("it still turns", () -> other.turns.get() > before);

        assertThat(threads).hasSize(2).allMatch(Thread::isAlive);
        pooled.stop();
    }

    @Test
    void failsALaneInACommandWithoutItsLock() throws Exception {
        boolean[] reentered = new boolean[1];
        PooledLane[] pooled = new PooledLane[1];
        pooled[0] = pool.add(lane, factory, failure -> {
            Thread other = new Thread(() -> pooled[0].execute(() -> reentered[0] = true));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        pooled[0].start();

        pooled[0].execute(() -> lane.failure = new IOException("cut"));

        assertThat(reentered[0]).isTrue();
        assertThat(lane.closes).hasValue(1);
        assertThat(areAllEnded()).isTrue();
    }

    @Test
    void givesUpOnADescriptorWhoseErrorStays() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.source().close();
            lane.awaited = pipe.sink().number();
            started(lane);

            Await.until("it has given up", () -> !failures.isEmpty());

            assertThat(failures.get(0)).isInstanceOf(IOException.class).hasMessageContaining("error");
            assertThat(lane.turns).hasValueGreaterThan(100);
        }
    }

    @Test
    void failsWhenItCannotWait() throws Exception {
        lane.awaited = NEVER_OPEN;

        started(lane);

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("EBADF");
        assertThat(lane.closes).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void undoesEverythingWhenThereAreNoMoreThreads(int before) throws Exception {
        IllegalStateException refusal = new IllegalStateException("no more threads");
        ThreadFactory poor = task -> {
            if (threads.size() == before) {
                throw refusal;
            }
            return factory.newThread(task);
        };

        assertThatThrownBy(() -> pool.add(lane, poor, failures::add)).isSameAs(refusal);

        assertThat(lane.closes).hasValue(1);
        assertThat(threads).hasSize(before);
        assertThat(areAllEnded()).isTrue();
        CountingLane next = new CountingLane();
        started(next).stop();
        assertThat(next.closes).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void undoesEverythingWhenAThreadCannotBeStarted(int before) throws Exception {
        AtomicInteger starts = new AtomicInteger();
        ThreadFactory poor = task -> {
            Thread thread = new Thread(task) {
                @Override
                public synchronized void start() {
                    if (starts.getAndIncrement() == before) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    super.start();
                }
            };
            threads.add(thread);
            return thread;
        };

        assertThatThrownBy(() -> pool.add(lane, poor, failures::add)).isInstanceOf(OutOfMemoryError.class);

        assertThat(lane.closes).hasValue(1);
        assertThat(areAllEnded()).isTrue();
    }

    @Test
    void allocatesNothingInSteadyState() throws Exception {
        LanePool<TransmitBuffers> single = new LanePool<>("vdestack-lane-test", 1, TransmitBuffers::new);
        EventFd echo = EventFd.open();
        events.add(echo);
        lane.inTurn = echo::signal;
        PooledLane pooled = single.add(lane, factory, failures::add);
        pooled.start();
        try (PollSet set = new PollSet(1)) {
            turnOften(set, echo);
            long before = allocatedByWorker();
            turnOften(set, echo);

            assertThat(allocatedByWorker() - before).as("bytes in total").isLessThan(1024);
        }
        pooled.stop();
    }

    private void turnOften(PollSet set, EventFd echo) throws IOException {
        for (int i = 0; i < 10_000; i++) {
            echo.clear();
            lane.event.signal();
            set.watch(0, echo.number(), PollSet.POLLIN);
            set.poll(PollSet.FOREVER);
        }
    }

    private long allocatedByWorker() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return bean.getThreadAllocatedBytes(threads.get(0).getId());
    }
}

package net.vdestack.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadyQueueTest {
    private ReadyQueue queue;
    private ReadyQueue.Taker taker;
    private EventFd one;
    private EventFd other;

    @BeforeEach
    void open() throws IOException {
        queue = ReadyQueue.open();
        taker = queue.taker();
        one = EventFd.open();
        other = EventFd.open();
    }

    @AfterEach
    void close() {
        queue.close();
        one.close();
        other.close();
    }

    @Test
    void tellsOnceUntilItIsArmedAnew() throws IOException {
        ReadyQueue.Watch watch = queue.watch(7);
        one.signal();
        assertThat(taker.tryTake()).as("not armed").isFalse();

        watch.arm(one.number(), PollSet.POLLIN);
        assertThat(taker.take()).isTrue();
        assertThat(taker.key()).isEqualTo(7);
        assertThat(taker.events()).isEqualTo(PollSet.POLLIN);
        assertThat(taker.tryTake()).isFalse();

        watch.arm(one.number(), PollSet.POLLIN);
        assertThat(taker.tryTake()).as("it still is ready").isTrue();
        assertThat(taker.tryTake()).as("and kept to be taken").isTrue();
        assertThat(taker.take()).isTrue();
        assertThat(taker.tryTake()).isFalse();
    }

    @Test
    void waitsForWhatItIsArmedFor() throws IOException {
        ReadyQueue.Watch watch = queue.watch(0);
        watch.arm(one.number(), PollSet.POLLIN);
        assertThat(taker.tryTake()).isFalse();

        watch.arm(one.number(), PollSet.POLLOUT);
        assertThat(taker.take()).isTrue();
        assertThat(taker.events()).isEqualTo(PollSet.POLLOUT);

        one.signal();
        other.signal();
        watch.arm(one.number(), PollSet.POLLIN);
        watch.arm(other.number(), PollSet.POLLIN);
        assertThat(taker.take()).isTrue();
        assertThat(taker.tryTake()).as("the one before is forgotten").isFalse();

        watch.arm(one.number(), PollSet.POLLIN);
        watch.arm(-1, PollSet.POLLIN);
        assertThat(taker.tryTake()).isFalse();
        watch.arm(one.number(), PollSet.POLLIN);
        watch.disarm();
        watch.disarm();
        assertThat(taker.tryTake()).isFalse();
    }

    @Test
    void takesWhatHasBeenReadyLongestFirst() throws IOException {
        int count = 50;
        List<EventFd> events = new ArrayList<>();
        List<ReadyQueue.Watch> watches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EventFd event = EventFd.open();
            event.signal();
            events.add(event);
            watches.add(queue.watch(i));
            watches.get(i).arm(event.number(), PollSet.POLLIN);
        }
        for (int i = 0; i < 3 * count; i++) {
            assertThat(taker.take()).isTrue();
            assertThat(taker.key()).isEqualTo(i % count);
            watches.get(i % count).arm(events.get(i % count).number(), PollSet.POLLIN);
        }
        events.forEach(EventFd::close);
    }

    @Test
    void takesADescriptorOfSeveral() throws IOException {
        try (Epoll both = Epoll.of(one.number(), other.number())) {
            ReadyQueue.Watch watch = queue.watch(1);
            watch.arm(both.number(), PollSet.POLLIN);
            assertThat(taker.tryTake()).isFalse();

            other.signal();
            assertThat(taker.take()).isTrue();
            other.clear();
            watch.arm(both.number(), PollSet.POLLIN);
            assertThat(taker.tryTake()).isFalse();
            watch.disarm();
        }
    }

    @Test
    void forgetsWhatIsClosed() throws IOException {
        ReadyQueue.Watch watch = queue.watch(1);
        watch.arm(one.number(), PollSet.POLLIN);
        int number = one.number();
        one.close();

        assertThat(taker.tryTake()).isFalse();
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> watch.arm(number, PollSet.POLLIN))
                .withMessageStartingWith("epoll_ctl: E");
        watch.arm(other.number(), PollSet.POLLIN);
        other.signal();
        assertThat(taker.take()).isTrue();
    }

    @Test
    void refusesKeysThatAreItsOwn() {
        assertThatIllegalArgumentException().isThrownBy(() -> queue.watch(-1)).withMessageContaining("-1");
    }

    @Test
    void endsForAllWhoTake() throws Exception {
        List<FutureTask<Boolean>> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FutureTask<Boolean> taking = new FutureTask<>(() -> queue.taker().take());
            takers.add(taking);
            new Thread(taking).start();
        }

        queue.end();

        for (FutureTask<Boolean> taking : takers) {
            assertThat(taking.get(20, TimeUnit.SECONDS)).isFalse();
        }
        assertThat(taker.tryTake()).isTrue();
        assertThat(taker.take()).isFalse();
        assertThat(taker.take()).isFalse();
    }
}

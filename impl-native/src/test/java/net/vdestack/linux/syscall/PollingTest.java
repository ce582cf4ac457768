package net.vdestack.linux.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link EventFd}, {@link PollSet} and {@link Epoll}, which are of no use without each other. */
@Timeout(60)
class PollingTest {
    private static final short BOTH = PollSet.POLLIN | PollSet.POLLOUT;
    private static final short POLLNVAL = 0x20;
    private static final short POLLHUP = 0x10;

    private static short poll(int descriptor) throws Exception {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, descriptor, BOTH);
            set.poll(0);
            return set.ready(0);
        }
    }

    @Test
    void eventIsReadableFromSignalToClear() throws Exception {
        try (EventFd event = EventFd.open()) {
            assertThat(poll(event.number())).isEqualTo(PollSet.POLLOUT);

            event.signal();
            event.signal();
            assertThat(poll(event.number())).isEqualTo(BOTH);

            event.clear();
            assertThat(poll(event.number())).isEqualTo(PollSet.POLLOUT);
            event.clear();
            assertThat(poll(event.number())).isEqualTo(PollSet.POLLOUT);
        }
    }

    @Test
    void eventIsUnwritableFromFillToClear() throws Exception {
        try (EventFd event = EventFd.open()) {
            event.fill();
            assertThat(poll(event.number())).isEqualTo(PollSet.POLLIN);
            event.fill();
            event.signal();
            assertThat(poll(event.number())).isEqualTo(PollSet.POLLIN);

            event.clear();

            assertThat(poll(event.number())).isEqualTo(PollSet.POLLOUT);
        }
    }

    @Test
    void eventLeavesNoDescriptor() throws Exception {
        EventFd event = EventFd.open();
        Path descriptor = Path.of("/proc/self/fd/" + event.number());
        Object open = Files.readSymbolicLink(descriptor);

        event.close();
        event.close();

        assertThat(open).hasToString("anon_inode:[eventfd]");
        assertThat(Files.exists(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(open))
                .isFalse();
    }

    @Test
    void pollCountsWhatIsReady() throws Exception {
        try (PollSet set = new PollSet(4);
                EventFd quiet = EventFd.open();
                EventFd loud = EventFd.open();
                Pipe pipe = Pipe.open()) {
            loud.signal();
            pipe.sink().close();
            set.watch(0, quiet.number(), PollSet.POLLIN);
            set.watch(1, loud.number(), PollSet.POLLIN);
            set.watch(3, pipe.source().number(), PollSet.POLLIN);

            assertThat(set.poll(PollSet.FOREVER)).isEqualTo(2);

            assertThat(set.ready(0)).isZero();
            assertThat(set.ready(1)).isEqualTo(PollSet.POLLIN);
            assertThat(set.ready(2)).as("not watched").isZero();
            assertThat(set.ready(3)).isEqualTo(POLLHUP);
        }
    }

    @Test
    void pollForgetsWhatWasReady() throws Exception {
        try (PollSet set = new PollSet(1);
                EventFd event = EventFd.open()) {
            event.signal();
            set.watch(0, event.number(), PollSet.POLLIN);
            assertThat(set.poll(0)).isOne();

            event.clear();
            assertThat(set.poll(0)).isZero();
            assertThat(set.ready(0)).isZero();

            event.signal();
            set.watch(0, -1, PollSet.POLLIN);
            assertThat(set.poll(0)).isZero();
            assertThat(set.ready(0)).isZero();
        }
    }

    @Test
    void pollReportsWhatIsNotOpen() throws Exception {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, 1_000_000, PollSet.POLLIN);

            assertThat(set.poll(PollSet.FOREVER)).isOne();
            assertThat(set.ready(0)).isEqualTo(POLLNVAL);
        }
    }

    @Test
    void pollIsWokenByAnotherThread() throws Exception {
        try (EventFd event = EventFd.open()) {
            FutureTask<Integer> polling = new FutureTask<>(() -> {
                try (PollSet set = new PollSet(1)) {
                    set.watch(0, event.number(), PollSet.POLLIN);
                    return set.poll(PollSet.FOREVER);
                }
            });
            new Thread(polling).start();

            event.signal();

            assertThat(polling.get(20, TimeUnit.SECONDS)).isOne();
        }
    }

    @Test
    void epollIsReadableWhileAnyIs() throws Exception {
        try (EventFd one = EventFd.open();
                EventFd other = EventFd.open();
                Epoll both = Epoll.of(one.number(), other.number())) {
            assertThat(poll(both.number())).isZero();

            other.signal();
            assertThat(poll(both.number())).isEqualTo(PollSet.POLLIN);
            assertThat(poll(both.number())).as("level-triggered").isEqualTo(PollSet.POLLIN);

            other.clear();
            assertThat(poll(both.number())).isZero();
            one.signal();
            assertThat(poll(both.number())).isEqualTo(PollSet.POLLIN);
        }
    }

    @Test
    void epollRefusesWhatCannotBePolled() throws Exception {
        try (Fd file = Syscalls.open("/etc/passwd", Syscalls.O_RDONLY)) {
            assertThatExceptionOfType(SyscallException.class)
                    .isThrownBy(() -> Epoll.of(file.number()))
                    .withMessage("epoll_ctl: EPERM (Operation not permitted)");
        }
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Epoll.of(1_000_000))
                .withMessageStartingWith("epoll_ctl: EBADF");
    }

    @Test
    void epollTellsWhichAreReady() throws Exception {
        try (EventFd one = EventFd.open();
                EventFd other = EventFd.open();
                Epoll epoll = Epoll.of(one.number())) {
            assertThat(epoll.ready()).isZero();

            epoll.add(other.number());
            other.signal();
            assertThat(epoll.ready()).isEqualTo(1);
            assertThat(epoll.ready(0)).isEqualTo(other.number());
            one.signal();
            assertThat(epoll.ready()).isEqualTo(2);
            assertThat(new int[] {epoll.ready(0), epoll.ready(1)})
                    .containsExactlyInAnyOrder(one.number(), other.number());

            epoll.remove(other.number());
            assertThat(epoll.ready()).isEqualTo(1);
            assertThat(epoll.ready(0)).isEqualTo(one.number());
            assertThat(poll(epoll.number())).isEqualTo(PollSet.POLLIN);
        }
    }

    @Test
    void epollForgetsWhatIsClosed() throws Exception {
        try (Epoll epoll = Epoll.of()) {
            try (EventFd one = EventFd.open()) {
                epoll.add(one.number());
                one.signal();
                assertThat(epoll.ready()).isEqualTo(1);
            }

            assertThat(epoll.ready()).isZero();
            assertThatExceptionOfType(SyscallException.class).isThrownBy(() -> epoll.remove(1_000_000));
        }
    }
}

package net.vdestack.linux.syscall;

import java.io.IOException;

/**
 * epoll(7) as a queue that threads share: a descriptor that is ready goes to one of them, the one first that has been
 * ready longest, and is not told again before it is {@linkplain Watch#arm armed} anew (EPOLLONESHOT).
 */
public final class ReadyQueue implements AutoCloseable {
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int FOREVER = -1;
    /** No watch has this key. */
    private static final long END = -1;

    private final Fd fd;
    private final EventFd end;

    private ReadyQueue(Fd fd, EventFd end) {
        this.fd = fd;
        this.end = end;
    }

    /** A queue that nothing is in. */
    public static ReadyQueue open() throws IOException {
        Fd fd = EpollEvents.create();
        EventFd end = null;
        try {
            end = EventFd.open();
            // told again and again, and so to everybody who takes
            int added = new EpollEvents(1).control(fd, EpollEvents.EPOLL_CTL_ADD, end.number(), PollSet.POLLIN, END);
            Syscalls.check(added, "epoll_ctl");
            return new ReadyQueue(fd, end);
        } catch (IOException e) {
            fd.close();
            if (end != null) {
                end.close();
            }
            throw e;
        }
    }

    /** Somebody's wait for one descriptor at a time. Confined to one thread at a time. */
    public final class Watch {
        private static final int NOTHING = -1;

        private final long key;
        private final EpollEvents event = new EpollEvents(1);
        private int descriptor = NOTHING;

        private Watch(long key) {
            this.key = key;
        }

        /**
         * Comes into the queue once, when the descriptor is ready, errors and hang-ups included. What was waited for
         * before is forgotten, but one who took it before may still be about to tell.
         *
         * @param other the descriptor, which is not closed while it is waited for; negative for none
         * @param events POLLIN and POLLOUT of {@link PollSet}
         */
        public void arm(int other, int events) throws IOException {
            int operation = EpollEvents.EPOLL_CTL_MOD;
            if (other != descriptor) {
                disarm();
                operation = EpollEvents.EPOLL_CTL_ADD;
            }
            if (other >= 0) {
                Syscalls.check(event.control(fd, operation, other, events | EPOLLONESHOT, key), "epoll_ctl");
                descriptor = other;
            }
        }

        /** Waits for nothing. The descriptor may be closed then. */
        public void disarm() {
            if (descriptor != NOTHING) {
                event.control(fd, EpollEvents.EPOLL_CTL_DEL, descriptor, 0, 0);
                descriptor = NOTHING;
            }
        }
    }

    /**
     * A wait that is not armed yet.
     *
     * @param key what whoever takes it gets to know of it, not negative
     */
    public Watch watch(long key) {
        if (key < 0) {
            throw new IllegalArgumentException("key " + key + ": must not be negative");
        }
        return new Watch(key);
    }

    /** One who takes from the queue. Confined to one thread. */
    public final class Taker {
        private final EpollEvents event = new EpollEvents(1);
        private boolean taken;

        private Taker() {}

        /**
         * Takes the next, and waits for it. Comes back at once with one that was {@linkplain #tryTake taken} without
         * waiting.
         *
         * @return false when the queue has ended
         */
        public boolean take() throws IOException {
            while (!taken) {
                taken = event.await(fd, FOREVER) == 1;
            }
            taken = false;
            return event.data(0) != END;
        }

        /** Takes the next, for {@link #take} to return, if there is one now. */
        public boolean tryTake() throws IOException {
            taken = taken || event.await(fd, 0) == 1;
            return taken;
        }

        /** The key of the watch that was taken last. */
        public long key() {
            return event.data(0);
        }

        /** What is the case with its descriptor, as poll(2) says it. */
        public int events() {
            return event.events(0);
        }
    }

    /** For a thread that will take. */
    public Taker taker() {
        return new Taker();
    }

    /** Tells all who take, now or later, that there is nothing more to come. */
    public void end() {
        end.signal();
    }

    /** To be called when nobody takes any more, and nobody arms. */
    @Override
    public void close() {
        fd.close();
        end.close();
    }
}

package net.vdestack.linux.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * epoll(7) as a way to make one pollable descriptor of several. Level-triggered, for reading; hang-ups and errors
 * count.
 *
 * <p>Any thread may add and remove; one at a time looks which descriptors are {@linkplain #ready() ready}.
 */
public final class Epoll implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    /** How many are told at once. */
    private static final int CAPACITY = 64;
    /** struct epoll_event { uint32_t events; uint64_t data; }, packed on x86-64 alone. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int DATA = PACKED ? 4 : 8;
    private static final int SIZE = DATA + 8;

    private final Fd fd;
    private final NativeMemory events;

    private Epoll(Fd fd, NativeMemory events) {
        this.fd = fd;
        this.events = events;
    }

    /** One that is readable when any of the descriptors is. */
    public static Epoll of(int... descriptors) throws IOException {
        NativeMemory events = NativeMemory.allocate((CAPACITY + 1) * SIZE);
        int number = Syscalls.errnoOr(Libc.epoll_create1(EPOLL_CLOEXEC));
        if (number < 0) {
            events.close();
        }
        Epoll epoll = new Epoll(Fd.adopt(Syscalls.check(number, "epoll_create1")), events);
        try {
            for (int descriptor : descriptors) {
                epoll.add(descriptor);
            }
        } catch (IOException e) {
            epoll.close();
            throw e;
        }
        return epoll;
    }

    /** Watches a descriptor, too, until it is removed or closed. */
    public synchronized void add(int descriptor) throws IOException {
        ByteBuffer buffer = events.buffer();
        int event = CAPACITY * SIZE;
        buffer.putInt(event, EPOLLIN);
        buffer.putLong(event + DATA, descriptor);
        Syscalls.check(control(EPOLL_CTL_ADD, descriptor, events.address() + event), "epoll_ctl");
    }

    /** Watches a descriptor no more. */
    public synchronized void remove(int descriptor) throws IOException {
        Syscalls.check(control(EPOLL_CTL_DEL, descriptor, 0), "epoll_ctl");
    }

    private int control(int operation, int descriptor, long event) {
        return Syscalls.errnoOr(Libc.epoll_ctl(fd.number(), operation, descriptor, event));
    }

    /** epoll_wait(2) without waiting: how many descriptors are ready, at most {@value #CAPACITY} of them. */
    public int ready() throws IOException {
        int ready = Syscalls.errnoOr(Libc.epoll_wait(fd.number(), events.address(), CAPACITY, 0));
        return ready == -Errno.EINTR.number() ? 0 : Syscalls.check(ready, "epoll_wait");
    }

    /** One of the descriptors that were ready. It may have been closed since, by its owner's own doing. */
    public int ready(int index) {
        return (int) events.buffer().getLong(index * SIZE + DATA);
    }

    /** The descriptor to poll, borrowed. */
    public int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
        events.close();
    }
}

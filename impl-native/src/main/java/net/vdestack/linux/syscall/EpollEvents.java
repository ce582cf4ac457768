package net.vdestack.linux.syscall;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the calls of epoll(7) take and return. Confined to one thread at a time.
 *
 * <pre>struct epoll_event { uint32_t events; uint64_t data; }; // packed on x86-64 alone</pre>
 */
final class EpollEvents {
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int DATA = PACKED ? 4 : 8;
    private static final int SIZE = DATA + 8;

    private final ByteBuffer buffer;
    private final long address;
    private final int capacity;

    EpollEvents(int capacity) {
        this.capacity = capacity;
        this.buffer = ByteBuffer.allocateDirect(capacity * SIZE).order(ByteOrder.nativeOrder());
        this.address = NativeMemory.addressOf(buffer);
    }

    /** epoll_create1(2). */
    static Fd create() throws IOException {
        int number = Syscalls.errnoOr(Libc.epoll_create1(EPOLL_CLOEXEC));
        return Fd.adopt(Syscalls.check(number, "epoll_create1"));
    }

    int events(int index) {
        return buffer.getInt(index * SIZE);
    }

    long data(int index) {
        return buffer.getLong(index * SIZE + DATA);
    }

    /** epoll_ctl(2). Returns the negative errno if it fails. */
    int control(Fd epoll, int operation, int descriptor, int events, long data) {
        buffer.putInt(0, events);
        buffer.putLong(DATA, data);
        try {
            return Syscalls.errnoOr(Libc.epoll_ctl(epoll.number(), operation, descriptor, address));
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** epoll_wait(2). How many there are; 0 when the time ran out or a signal came. */
    int await(Fd epoll, int timeoutMillis) throws IOException {
        try {
            int ready = Syscalls.errnoOr(Libc.epoll_wait(epoll.number(), address, capacity, timeoutMillis));
            return ready == -Errno.EINTR.number() ? 0 : Syscalls.check(ready, "epoll_wait");
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }
}

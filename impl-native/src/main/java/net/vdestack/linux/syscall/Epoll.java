package net.vdestack.linux.syscall;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** epoll(7) as a way to make one pollable descriptor of several. Level-triggered, for reading. */
public final class Epoll implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;

    private final Fd fd;

    private Epoll(Fd fd) {
        this.fd = fd;
    }

    /** One that is readable when any of the descriptors is. */
    public static Epoll of(int... descriptors) throws IOException {
        int number = Syscalls.errnoOr(Libc.epoll_create1(EPOLL_CLOEXEC));
        Epoll epoll = new Epoll(Fd.adopt(Syscalls.check(number, "epoll_create1")));
        // struct epoll_event is packed to 12 bytes on x86-64 and 16 elsewhere; its first field is events on all
        ByteBuffer event =
                ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()).putInt(0, EPOLLIN);
        try {
            for (int descriptor : descriptors) {
                long address = NativeMemory.addressOf(event);
                int result = Syscalls.errnoOr(Libc.epoll_ctl(number, EPOLL_CTL_ADD, descriptor, address));
                if (result < 0) {
                    epoll.close();
                }
                Syscalls.check(result, "epoll_ctl");
            }
        } finally {
            Reference.reachabilityFence(event);
        }
        return epoll;
    }

    /** The descriptor to poll, borrowed. */
    public int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}

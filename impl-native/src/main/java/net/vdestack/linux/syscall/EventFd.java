package net.vdestack.linux.syscall;

import java.io.IOException;

/** eventfd(2): a descriptor that polls readable after {@link #signal} until {@link #clear}. Any thread may signal. */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;

    private final Fd fd;
    private final NativeMemory one;

    private EventFd(Fd fd, NativeMemory one) {
        this.fd = fd;
        this.one = one;
    }

    /** A new one, not signalled. */
    public static EventFd open() throws IOException {
        NativeMemory memory = NativeMemory.allocate(2 * Long.BYTES);
        memory.buffer().putLong(0, 1);
        int number = Syscalls.errnoOr(Libc.eventfd(0, EFD_CLOEXEC_NONBLOCK));
        if (number < 0) {
            memory.close();
        }
        return new EventFd(Fd.adopt(Syscalls.check(number, "eventfd")), memory);
    }

    /** The descriptor to poll, borrowed. */
    public int number() {
        return fd.number();
    }

    /** Makes it readable. Not to be called after close. */
    public void signal() {
        Syscalls.write(fd.number(), one.address(), Long.BYTES);
    }

    /** Makes it unreadable until the next signal. */
    public void clear() {
        Syscalls.read(fd.number(), one.address() + Long.BYTES, Long.BYTES);
    }

    @Override
    public void close() {
        fd.close();
        one.close();
    }
}

package net.vdestack.linux.syscall;

import java.io.IOException;

/**
 * eventfd(2): a descriptor that polls readable after {@link #signal} until {@link #clear}, and unwritable after
 * {@link #fill} until then. Any thread may call.
 */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    /** The largest value of the counter: it polls writable while one can be added. */
    private static final long FULL = -2;

    private static final int CLEARED = 8;
    private static final int FILL = 16;

    private final Fd fd;
    private final NativeMemory memory;

    private EventFd(Fd fd, NativeMemory memory) {
        this.fd = fd;
        this.memory = memory;
    }

    /** A new one, not signalled. */
    public static EventFd open() throws IOException {
        NativeMemory memory = NativeMemory.allocate(3 * Long.BYTES);
        memory.buffer().putLong(0, 1).putLong(FILL, FULL);
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
        Syscalls.write(fd.number(), memory.address(), Long.BYTES);
    }

    /** Makes it unreadable until the next signal, and writable. */
    public void clear() {
        Syscalls.read(fd.number(), memory.address() + CLEARED, Long.BYTES);
    }

    /** Makes it unwritable until it is cleared. */
    public void fill() {
        Syscalls.write(fd.number(), memory.address() + FILL, Long.BYTES);
    }

    @Override
    public void close() {
        fd.close();
        memory.close();
    }
}

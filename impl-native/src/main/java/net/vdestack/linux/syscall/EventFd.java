package net.vdestack.linux.syscall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * eventfd(2): a descriptor that polls readable after {@link #signal} until {@link #clear}, and unwritable after
 * {@link #fill} until then. Any thread may call.
 */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    /** The largest value of the counter: it polls writable while one can be added. */
    private static final long FULL = -2;

    private final Fd fd;

    private EventFd(Fd fd) {
        this.fd = fd;
    }

    /**
     * What all of them write, and where all of them read what nobody looks at: an event has no memory of its own, since
     * that would be a page.
     */
    private static final class Numbers {
        static final long ONE;
        static final long FILL;
        static final long CLEARED;

        /** Never freed. */
        private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(3 * Long.BYTES);

        static {
            MEMORY.order(ByteOrder.nativeOrder()).putLong(1).putLong(FULL).rewind();
            ONE = NativeMemory.addressOf(MEMORY);
            FILL = ONE + Long.BYTES;
            CLEARED = FILL + Long.BYTES;
        }
    }

    /** A new one, not signalled. */
    public static EventFd open() throws IOException {
        int number = Syscalls.errnoOr(Libc.eventfd(0, EFD_CLOEXEC_NONBLOCK));
        return new EventFd(Fd.adopt(Syscalls.check(number, "eventfd")));
    }

    /** The descriptor to poll, borrowed. */
    public int number() {
        return fd.number();
    }

    /** Makes it readable. Not to be called after close. */
    public void signal() {
        Syscalls.write(fd.number(), Numbers.ONE, Long.BYTES);
    }

    /** Makes it unreadable until the next signal, and writable. */
    public void clear() {
        Syscalls.read(fd.number(), Numbers.CLEARED, Long.BYTES);
    }

    /** Makes it unwritable until it is cleared. */
    public void fill() {
        Syscalls.write(fd.number(), Numbers.FILL, Long.BYTES);
    }

    @Override
    public void close() {
        fd.close();
    }
}

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

    /**
     * One to add, the largest value to add, and where what was read goes, at which nobody looks. All events share them:
     * memory of its own would be a page for each.
     */
    private static final ByteBuffer NUMBERS = ByteBuffer.allocateDirect(3 * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(0, 1)
            .putLong(Long.BYTES, FULL);

    private static final long ONE = NativeMemory.addressOf(NUMBERS);
    private static final long FILL = ONE + Long.BYTES;
    private static final long CLEARED = FILL + Long.BYTES;

    private final Fd fd;

    private EventFd(Fd fd) {
        this.fd = fd;
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
        Syscalls.write(fd.number(), ONE, Long.BYTES);
    }

    /** Makes it unreadable until the next signal, and writable. */
    public void clear() {
        Syscalls.read(fd.number(), CLEARED, Long.BYTES);
    }

    /** Makes it unwritable until it is cleared. */
    public void fill() {
        Syscalls.write(fd.number(), FILL, Long.BYTES);
    }

    @Override
    public void close() {
        fd.close();
    }
}

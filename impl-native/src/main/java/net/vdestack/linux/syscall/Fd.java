package net.vdestack.linux.syscall;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only owner of a file descriptor. Closes it once.
 *
 * <p>It does not know who is using the number: its owner closes it only when nobody is, since the kernel gives a closed
 * number to the next file opened anywhere in the process.
 */
public final class Fd implements AutoCloseable {
    private static final int CLOSED = -1;

    private final AtomicInteger number;

    private Fd(int number) {
        this.number = new AtomicInteger(number);
    }

    /** Takes ownership of an open descriptor. */
    public static Fd adopt(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        return new Fd(number);
    }

    /**
     * The descriptor's number, borrowed.
     *
     * @throws IllegalStateException if closed
     */
    public int number() {
        int open = number.get();
        if (open == CLOSED) {
            throw new IllegalStateException("descriptor is closed");
        }
        return open;
    }

    /** Gives up ownership: the caller closes the descriptor. */
    public int release() {
        int open = number.getAndSet(CLOSED);
        if (open == CLOSED) {
            throw new IllegalStateException("descriptor is closed");
        }
        return open;
    }

    /** close(2). Errors are not reported: the descriptor is gone either way, and nothing here is written back late. */
    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open != CLOSED) {
            Libc.close(open);
        }
    }

    @Override
    public String toString() {
        int open = number.get();
        return open == CLOSED ? "fd closed" : "fd " + open;
    }
}

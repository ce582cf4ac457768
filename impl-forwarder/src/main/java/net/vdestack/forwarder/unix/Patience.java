package net.vdestack.forwarder.unix;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Sockets;

/** How long somebody else may take to let us in. Begins when it is made. */
public final class Patience {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** How often to look whether the thread was interrupted: poll(2) does not hear of that. */
    private static final int LOOK_MILLIS = 50;

    private final long begin = System.nanoTime();
    private final long nanos;

    /** So many milliseconds. */
    public Patience(long millis) {
        nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long left() {
        return nanos - (System.nanoTime() - begin);
    }

    /**
     * Waits a little. Returns false when the patience is at its end.
     *
     * @throws InterruptedIOException if the thread is interrupted, which it still is then
     */
    public boolean pause() throws InterruptedIOException {
        requireUninterrupted();
        boolean left = left() > 0;
        if (left) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return left;
    }

    private static void requireUninterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted, while somebody else has not let us in yet");
        }
    }

    /**
     * connect(2) of a non-blocking socket, again and again while too many others wait to be accepted.
     *
     * @return 0 or the negative errno, EAGAIN when the patience is at its end
     * @throws InterruptedIOException if the thread is interrupted
     */
    public int connect(int socket, ByteBuffer address) throws InterruptedIOException {
        int result;
        do {
            result = Sockets.tryConnect(socket, address);
        } while ((result == -Errno.EAGAIN.number() || result == -Errno.EINTR.number()) && pause());
        return result;
    }

    /**
     * Waits until there is something to read. Returns false when the patience is at its end.
     *
     * @throws InterruptedIOException if the thread is interrupted
     */
    public boolean awaitReadable(int socket) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, socket, PollSet.POLLIN);
            for (; ; ) {
                requireUninterrupted();
                long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(left()));
                if (set.poll((int) Math.min(LOOK_MILLIS, millis)) > 0) {
                    return true;
                }
                if (millis == 0) {
                    return false;
                }
            }
        }
    }
}

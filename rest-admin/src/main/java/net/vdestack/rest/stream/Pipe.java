package net.vdestack.rest.stream;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A source that another thread writes to. It waits when the client does not keep up; that it does not wait for ever is
 * the stream's business, which cuts the client.
 *
 * <p>What is written at once is sent at once, whole. What is written after the stream's end is thrown away: whoever
 * writes is told by other means. Thread safe.
 */
public final class Pipe implements Source, WritableByteChannel {
    /** Who writes waits while there is more than this. */
    static final int CAPACITY = 256 << 10;

    private final Supplier<byte[]> heartbeat;
    private final Runnable onEnd;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean closed;
    private boolean ended;
    private Runnable wake = () -> {};

    /**
     * @param heartbeat what to send between two writes, as {@link Source#heartbeat}
     * @param onEnd called once, when the stream has ended, on its thread: must not block
     */
    public Pipe(Supplier<byte[]> heartbeat, Runnable onEnd) {
        this.heartbeat = heartbeat;
        this.onEnd = onEnd;
    }

    @Override
    public synchronized int write(ByteBuffer from) throws ClosedChannelException {
        awaitRoom();
        if (closed) {
            throw new ClosedChannelException();
        }
        byte[] piece = new byte[from.remaining()];
        from.get(piece);
        if (!ended && piece.length > 0) {
            waiting.add(piece);
            bytes += piece.length;
            wake.run();
        }
        return piece.length;
    }

    private void awaitRoom() throws ClosedByInterruptException {
        try {
            while (bytes > CAPACITY && !closed && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    /** There will be no more: the stream ends when what there is has been sent. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        wake.run();
    }

    @Override
    public synchronized void begin(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public synchronized byte[] next() {
        byte[] piece = waiting.poll();
        if (piece != null) {
            bytes -= piece.length;
            notifyAll();
        }
        return piece;
    }

    @Override
    public synchronized boolean isFinished() {
        return closed && waiting.isEmpty();
    }

    @Override
    public synchronized byte[] heartbeat() {
        return waiting.isEmpty() ? heartbeat.get() : null;
    }

    @Override
    public void end() {
        synchronized (this) {
            ended = true;
            waiting.clear();
            notifyAll();
        }
        onEnd.run();
    }
}

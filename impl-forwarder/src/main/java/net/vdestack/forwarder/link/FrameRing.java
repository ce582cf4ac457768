package net.vdestack.forwarder.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.linux.syscall.EventFd;
import net.vdestack.linux.syscall.NativeMemory;

/**
 * A bounded queue of frames between one thread that blocks and one that polls. One thread puts, one takes.
 *
 * <p>The polling side waits with the event's descriptor, the blocking side parks. What the event says is up to the
 * port.
 */
final class FrameRing implements AutoCloseable {
    private static final int SLOTS = 256;
    private static final int SLOT_SIZE = 9280;

    private final NativeMemory memory = NativeMemory.allocate(SLOTS * SLOT_SIZE);
    private final int[] lengths = new int[SLOTS];
    private final EventFd event;
    /** How many were ever put and taken; each is written by one thread alone. */
    private final AtomicLong put = new AtomicLong();

    private final AtomicLong taken = new AtomicLong();
    private volatile Thread parked;
    private volatile boolean closed;

    FrameRing() throws IOException {
        EventFd opened;
        try {
            opened = EventFd.open();
        } catch (IOException e) {
            memory.close();
            throw e;
        }
        event = opened;
    }

    /** What the polling side polls. */
    EventFd event() {
        return event;
    }

    boolean isEmpty() {
        return put.get() == taken.get();
    }

    boolean isFull() {
        return put.get() - taken.get() == SLOTS;
    }

    /** The place for the next frame to put; the ring must not be full. */
    ByteBuffer free() {
        int at = (int) (put.get() % SLOTS) * SLOT_SIZE;
        return memory.buffer().slice(at, FrameBatch.MAX_FRAME);
    }

    /** Puts the frame that was written at {@link #free}. */
    void put(int length) {
        lengths[(int) (put.get() % SLOTS)] = length;
        put.set(put.get() + 1);
    }

    /** The first frame; the ring must not be empty. */
    ByteBuffer first() {
        int slot = (int) (taken.get() % SLOTS);
        return memory.buffer().slice(slot * SLOT_SIZE, lengths[slot]);
    }

    /** Takes the first frame out. */
    void take() {
        taken.set(taken.get() + 1);
    }

    /** The blocking side's wait. Returns false when the ring was closed. */
    boolean awaitFrame() {
        return await(true);
    }

    /** The blocking side's wait. Returns false when the ring was closed. */
    boolean awaitRoom() {
        return await(false);
    }

    private boolean await(boolean frame) {
        parked = Thread.currentThread();
        while (!closed && (frame ? isEmpty() : isFull())) {
            LockSupport.park(this);
        }
        parked = null;
        return !closed;
    }

    /** Wakes the blocking side, if it waits. */
    void wake() {
        LockSupport.unpark(parked);
    }

    /** Makes both waits return false. Memory stays until {@link #close}. */
    void end() {
        closed = true;
        wake();
    }

    /** Frees the memory. Nobody may be using the ring. */
    @Override
    public void close() {
        event.close();
        memory.close();
    }
}

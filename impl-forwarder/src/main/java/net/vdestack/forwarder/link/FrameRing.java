package net.vdestack.forwarder.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
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
final class FrameRing {
    private static final int SLOTS = 256;
    private static final int SLOT_SIZE = 9280;

    private final NativeMemory memory = NativeMemory.allocate(SLOTS * SLOT_SIZE);
    /** Position and limit of each belong to whoever has the frame. */
    private final ByteBuffer[] slots = new ByteBuffer[SLOTS];

    private final int[] lengths = new int[SLOTS];
    private final AtomicInteger users = new AtomicInteger(2);
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
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = memory.buffer().slice(i * SLOT_SIZE, FrameBatch.MAX_FRAME);
        }
    }

    /** What the polling side polls. */
    EventFd event() {
        return event;
    }

    /** How many frames are in it. */
    int size() {
        return (int) (put.get() - taken.get());
    }

    boolean isEmpty() {
        return size() == 0;
    }

    boolean isFull() {
        return size() == SLOTS;
    }

    /** The place for the next frame to put; the ring must not be full. */
    ByteBuffer free() {
        return slots[(int) (put.get() % SLOTS)].clear();
    }

    /** Puts the frame that was written at {@link #free}. */
    void put(int length) {
        lengths[(int) (put.get() % SLOTS)] = length;
        put.set(put.get() + 1);
    }

    /** The first frame; the ring must not be empty. */
    ByteBuffer first() {
        int slot = (int) (taken.get() % SLOTS);
        return slots[slot].clear().limit(lengths[slot]);
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

    /** Makes both waits return false. */
    void end() {
        closed = true;
        wake();
    }

    /** One of the two sides will not use the ring any more. When both have said so, its memory is freed. */
    void release() {
        if (users.decrementAndGet() == 0) {
            event.close();
            memory.close();
        }
    }
}

package net.vdestack.forwarder.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded queue of frames, from any number of threads to one. Nobody waits: what there is no room for is not taken.
 *
 * <p>A frame gets its place first, and is put there later: so frames stand in the order in which they came, though what
 * became of them is known only afterwards. One whose place is empty yet holds up those behind it, so each place must be
 * filled, or passed over, soon.
 *
 * <p>The queue is a ring of records {@code [state][length][time][frame]}. Free room is zero: a state that is not means
 * that the record is complete. The memory is left to the garbage collector, since a late sender may still hold it.
 */
final class FrameQueue {
    /** What {@link #reserve} returns when there is no room. */
    static final long NO_ROOM = -1;

    private static final int LENGTH = 4;
    private static final int TIME = 8;
    private static final int HEADER = 16;
    private static final int PASSED_OVER = -1;
    private static final VarHandle STATE = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int capacity;
    private final ByteBuffer memory;
    /** How many bytes were ever given away, and made free again. */
    private final AtomicLong reserved = new AtomicLong();

    private final AtomicLong freed = new AtomicLong();
    /** Where the first record stands that was not taken yet; the taker's. */
    private int first;

    /** @param capacity in bytes, a power of two */
    FrameQueue(int capacity) {
        this.capacity = capacity;
        this.memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    /** Headers are never split. */
    private static int size(int length) {
        return (HEADER + length + HEADER - 1) & -HEADER;
    }

    private int index(long position) {
        return (int) position & (capacity - 1);
    }

    /**
     * Gives a place to a frame, to be {@linkplain #put filled} or {@linkplain #passOver passed over}.
     *
     * @param time kept with it
     * @return the place, or {@link #NO_ROOM}
     */
    long reserve(int length, long time) {
        int size = size(length);
        long position;
        int atEnd;
        do {
            position = reserved.get();
            int untilEnd = capacity - index(position);
            atEnd = size > untilEnd ? untilEnd : 0;
            if (position + atEnd + size - freed.get() > capacity) {
                return NO_ROOM;
            }
        } while (!reserved.compareAndSet(position, position + atEnd + size));
        if (atEnd > 0) {
            memory.putInt(index(position) + LENGTH, atEnd - HEADER);
            STATE.setVolatile(memory, index(position), PASSED_OVER);
        }
        long place = position + atEnd;
        memory.putInt(index(place) + LENGTH, length).putLong(index(place) + TIME, time);
        return place;
    }

    /**
     * Fills a place.
     *
     * @param tag kept with the frame; positive
     */
    void put(long place, int tag, ByteBuffer frames, int offset) {
        int index = index(place);
        memory.put(index + HEADER, frames, offset, memory.getInt(index + LENGTH));
        STATE.setVolatile(memory, index, tag);
    }

    /** Leaves a place empty. */
    void passOver(long place) {
        STATE.setVolatile(memory, index(place), PASSED_OVER);
    }

    /** Whether a frame is complete and first. What is passed over is taken out. The taker's, as all below. */
    boolean hasFrame() {
        int state = state();
        while (state == PASSED_OVER) {
            take();
            state = state();
        }
        return state != 0;
    }

    private int state() {
        return (int) STATE.getVolatile(memory, first);
    }

    /** Whether there is nothing in it and no place is given away. */
    boolean isEmpty() {
        return reserved.get() == freed.get();
    }

    /** The first frame's tag. */
    int tag() {
        return state();
    }

    /** The first frame's time. */
    long time() {
        return memory.getLong(first + TIME);
    }

    /** The first frame's length. */
    int length() {
        return memory.getInt(first + LENGTH);
    }

    /** Where the first frame begins in {@link #memory}. */
    int offset() {
        return first + HEADER;
    }

    /** For absolute access. */
    ByteBuffer memory() {
        return memory;
    }

    /** Takes the first frame out. */
    void take() {
        int size = size(length());
        for (int i = 0; i < size; i += Long.BYTES) {
            memory.putLong(first + i, 0);
        }
        first = index(first + size);
        freed.set(freed.get() + size);
    }
}

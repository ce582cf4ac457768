package net.vdestack.forwarder.link;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;

/**
 * Lanes by key. A key is never given twice, though its place in the table is: an event that comes late finds nothing.
 * One thread at a time changes it; any looks up, without a lock, and allocates nothing.
 */
final class LaneTable {
    private static final int PLACE_BITS = 24;
    private static final int FIRST_SIZE = 16;

    private final BitSet used = new BitSet();
    private volatile AtomicReferenceArray<PooledLane> places = new AtomicReferenceArray<>(FIRST_SIZE);
    private long count;

    /** Puts in the lane that is made for a key. */
    PooledLane add(LongFunction<PooledLane> maker) {
        int place = used.nextClearBit(0);
        PooledLane lane = maker.apply(count << PLACE_BITS | place);
        if (place == places.length()) {
            grow();
        }
        places.set(place, lane);
        used.set(place);
        count++;
        return lane;
    }

    private void grow() {
        AtomicReferenceArray<PooledLane> before = places;
        AtomicReferenceArray<PooledLane> after = new AtomicReferenceArray<>(before.length() * 2);
        for (int i = 0; i < before.length(); i++) {
            after.set(i, before.get(i));
        }
        places = after;
    }

    /** The lane with this key; null if it has been removed. */
    PooledLane get(long key) {
        PooledLane lane = places.get(place(key));
        return lane != null && lane.key() == key ? lane : null;
    }

    /** Takes a lane out. */
    void remove(PooledLane lane) {
        int place = place(lane.key());
        places.set(place, null);
        used.clear(place);
    }

    boolean isEmpty() {
        return used.isEmpty();
    }

    private static int place(long key) {
        return (int) (key & ((1 << PLACE_BITS) - 1));
    }
}

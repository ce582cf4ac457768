package net.vdestack.forwarder.ethernet;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * Where Ethernet addresses were last seen: the memory of a learning switch (IEEE 802.1D, 7.8 and 7.9). An address is a
 * number: its 48 bits, and above them whatever else tells it apart from others, such as a VLAN.
 *
 * <p>Any thread may look up and learn at any time. Looking up, and seeing an address again where it was, takes no lock
 * and allocates nothing; an address that is new or has moved takes a lock, so that none ever stands in two places. The
 * table has a fixed number of places: an address may stand in one of {@value #WAYS} and, when all are taken, displaces
 * the one not seen for longest. What is not found is flooded, so a full table costs speed and never a frame.
 *
 * @param <T> a place where an address can be
 */
public final class MacTable<T> {
    private static final int WAYS = 8;
    /** An odd number with well-spread bits, 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    /** Times are noted no more often than this, so that busy senders do not fight for a cache line. */
    private static final long TIME_GRAIN_NANOS = 100_000_000;

    private final AtomicReferenceArray<Entry<T>> entries;
    private final int shift;
    private final long expiryNanos;

    private static final class Entry<T> {
        final long mac;
        final T place;
        volatile long seen;

        Entry(long mac, T place, long seen) {
            this.mac = mac;
            this.place = place;
            this.seen = seen;
        }
    }

    /**
     * @param capacity about how many addresses it should hold
     * @param expiryNanos how long an address is remembered after it was last seen
     */
    public MacTable(int capacity, long expiryNanos) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(WAYS, capacity) - 1);
        this.entries = new AtomicReferenceArray<>(1 << bits);
        this.shift = 64 - bits;
        this.expiryNanos = expiryNanos;
    }

    /** The first of the places where an address may stand. */
    private int home(long mac) {
        return (int) ((mac * SPREAD) >>> shift);
    }

    private int way(int home, int way) {
        return (home + way) & (entries.length() - 1);
    }

    /** Where an address was seen, or null if nowhere or too long ago. */
    public T find(long mac, long now) {
        int home = home(mac);
        for (int i = 0; i < WAYS; i++) {
            Entry<T> entry = entries.get(way(home, i));
            if (entry != null && entry.mac == mac) {
                return now - entry.seen <= expiryNanos ? entry.place : null;
            }
        }
        return null;
    }

    /** Notes that an address was seen at a place. Places are told apart by {@link Object#equals}. */
    public void learn(long mac, T place, long now) {
        int home = home(mac);
        for (int i = 0; i < WAYS; i++) {
            Entry<T> entry = entries.get(way(home, i));
            if (entry != null && entry.mac == mac && entry.place.equals(place)) {
                if (now - entry.seen > TIME_GRAIN_NANOS) {
                    entry.seen = now;
                }
                return;
            }
        }
        put(home, new Entry<>(mac, place, now));
    }

    private synchronized void put(int home, Entry<T> seen) {
        int victim = -1;
        long oldest = Long.MIN_VALUE;
        for (int i = 0; i < WAYS; i++) {
            int at = way(home, i);
            Entry<T> entry = entries.get(at);
            if (entry != null && entry.mac == seen.mac) {
                entries.set(at, seen);
                return;
            }
            long age = entry == null ? Long.MAX_VALUE : seen.seen - entry.seen;
            if (age > oldest) {
                oldest = age;
                victim = at;
            }
        }
        entries.set(victim, seen);
    }

    /** Forgets all addresses at the places that match. */
    public synchronized void forget(Predicate<? super T> places) {
        for (int i = 0; i < entries.length(); i++) {
            Entry<T> entry = entries.get(i);
            if (entry != null && places.test(entry.place)) {
                entries.set(i, null);
            }
        }
    }
}

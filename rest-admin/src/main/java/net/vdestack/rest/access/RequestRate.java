package net.vdestack.rest.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets each client make so many requests a second, and twice as many in a burst (a token bucket). Thread safe. */
public final class RequestRate {
    private static final int CLIENTS = 1000;

    private final double perNano;
    private final double burst;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > CLIENTS;
        }
    };

    private static final class Bucket {
        private double left;
        private long filled;
    }

    /** @param nanoTime a clock as {@link System#nanoTime} */
    public RequestRate(int perSecond, LongSupplier nanoTime) {
        this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.burst = 2.0 * perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether the client may make one more now. */
    public synchronized boolean admits(String client) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.get(client);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.left = burst;
            buckets.put(client, bucket);
        } else {
            bucket.left = Math.min(burst, bucket.left + (now - bucket.filled) * perNano);
        }
        bucket.filled = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}

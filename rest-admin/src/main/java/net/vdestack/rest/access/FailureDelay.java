package net.vdestack.rest.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows those who guess: from the tenth failure of a client within a minute, each one is answered later, by 2 seconds
 * at most. Thread safe.
 */
public final class FailureDelay {
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int FREE_FAILURES = 9;
    private static final long STEP_MILLIS = 200;
    private static final long MAX_MILLIS = 2000;
    /** Of more than these, the one that failed longest ago is forgotten. */
    private static final int CLIENTS = 1000;
    /** More do not make the delay any longer. */
    private static final int REMEMBERED = FREE_FAILURES + (int) (MAX_MILLIS / STEP_MILLIS);

    private final LongSupplier nanoTime;
    private final Map<String, Deque<Long>> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
            return size() > CLIENTS;
        }
    };

    /** @param nanoTime a clock as {@link System#nanoTime} */
    public FailureDelay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a failure, and tells how many milliseconds the answer is to wait. */
    public synchronized long failed(String client) {
        long now = nanoTime.getAsLong();
        Deque<Long> times = failures.computeIfAbsent(client, any -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.peekFirst() > WINDOW_NANOS) {
            times.removeFirst();
        }
        times.addLast(now);
        if (times.size() > REMEMBERED) {
            times.removeFirst();
        }
        return Math.min(MAX_MILLIS, Math.max(0, times.size() - FREE_FAILURES) * STEP_MILLIS);
    }
}

package net.vdestack.linux.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.vdestack.linux.syscall.PollSet;

/**
 * A moment to be done by.
 *
 * @param limited whether there is one
 * @param nanos when, on the clock of {@link System#nanoTime}
 */
record Deadline(boolean limited, long nanos) {
    /** No limit. */
    static final Deadline NEVER = new Deadline(false, 0);
    /** Beyond it nanoseconds may not fit in a long, and nobody is going to wait for them. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** That long from now. */
    static Deadline after(Duration time) {
        return time.compareTo(LONGEST) > 0 ? NEVER : new Deadline(true, System.nanoTime() + time.toNanos());
    }

    boolean hasPassed() {
        return limited && nanos - System.nanoTime() <= 0;
    }

    /** The same, that much later. */
    Deadline later(long more) {
        return new Deadline(limited, nanos + more);
    }

    /** How long is left, not negative. */
    long nanosLeft() {
        return limited ? Math.max(0, nanos - System.nanoTime()) : Long.MAX_VALUE;
    }

    /** How long is left, for poll(2); rounded up, so that it has passed after the wait. */
    int pollMillis() {
        if (!limited) {
            return PollSet.FOREVER;
        }
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanosLeft() + 999_999));
    }
}

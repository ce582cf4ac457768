package net.vdestack.forwarder.link;

/** When to look for a lost network again: after 50 ms, then after growing pauses of 5 s at most. */
final class Retry {
    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 5000;

    private Retry() {}

    /** The pause before an attempt, counted from 1; there is none before attempt 0. */
    static long pauseMillis(int attempt) {
        if (attempt == 0) {
            return 0;
        }
        return attempt > 7 ? LAST_MILLIS : Math.min(LAST_MILLIS, FIRST_MILLIS << (attempt - 1));
    }
}

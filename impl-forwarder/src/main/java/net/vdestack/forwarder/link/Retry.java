package net.vdestack.forwarder.link;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * When to look for a lost network again: after 50 ms, then after growing pauses of 5 s at most. While nothing is lost
 * there is no thread.
 */
public final class Retry implements AutoCloseable {
    private static final long FIRST_MILLIS = 50;
    private static final long LAST_MILLIS = 5000;

    private final ScheduledThreadPoolExecutor timer;

    /** @param threads makes the timer's thread, when one is needed */
    public Retry(ThreadFactory threads) {
        timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The pause before an attempt, counted from 1. */
    static long pauseMillis(int attempt) {
        return attempt > 7 ? LAST_MILLIS : Math.min(LAST_MILLIS, FIRST_MILLIS << (attempt - 1));
    }

    /** Has an attempt made when its time has come. It shares a thread with all others, so it must not block. */
    ScheduledFuture<?> schedule(Runnable attempt, int number) {
        return timer.schedule(attempt, pauseMillis(number), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

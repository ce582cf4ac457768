package net.vdestack.itests.platform;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what will come in its own time, but not for ever. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /** Returns when the condition holds; throws {@link AssertionError} when it still does not at the deadline. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited " + DEADLINE.toSeconds() + " s in vain for " + what);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting for " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}

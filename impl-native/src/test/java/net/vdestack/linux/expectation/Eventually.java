package net.vdestack.linux.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Awaits what other threads, processes and the kernel do in their own time. */
public final class Eventually {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Eventually() {}

    /** Returns when the condition holds, which it does soon if all is well. */
    public static void holds(Callable<Boolean> condition, String what) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime() - deadline)
                    .as("time to wait until %s", what)
                    .isNegative();
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}

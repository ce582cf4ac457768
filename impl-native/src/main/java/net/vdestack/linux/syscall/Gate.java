package net.vdestack.linux.syscall;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts who is using a resource that many threads share, so that it can be freed when nobody is: a descriptor whose
 * number must not be reused under a system call. Entering costs one atomic operation.
 */
public final class Gate {
    private static final int SHUT = Integer.MIN_VALUE;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final AtomicInteger inside = new AtomicInteger();

    /** Enters, unless the gate is shut. Whoever has entered must {@link #leave}, soon. */
    public boolean enter() {
        for (; ; ) {
            int now = inside.get();
            if (now < 0) {
                return false;
            }
            if (inside.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Leaves after a successful {@link #enter}. */
    public void leave() {
        inside.decrementAndGet();
    }

    /**
     * Shuts the gate for ever and waits until everybody has left.
     *
     * @return whether this call shut it: the one for whom it is true frees the resource
     */
    public boolean shut() {
        int now;
        do {
            now = inside.get();
        } while (now >= 0 && !inside.compareAndSet(now, now | SHUT));
        while (inside.get() != SHUT) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return now >= 0;
    }

    /** Whether the gate is shut, or being shut. */
    public boolean isShut() {
        return inside.get() < 0;
    }
}

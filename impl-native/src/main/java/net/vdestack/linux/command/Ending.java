package net.vdestack.linux.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.vdestack.linux.syscall.Waits;

/** Waits for the end of a process that has been told to end. An interrupt is kept for later: the wait is short. */
final class Ending {
    private Ending() {}

    /** Returns whether it has ended in that time. */
    static boolean await(Process process, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return Waits.uninterruptibly(() -> process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}

package net.vdestack.linux.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a process that has been told to end. An interrupt is kept for later: the wait is short. */
final class Ending {
    private Ending() {}

    /** Returns whether it has ended in that time. */
    static boolean await(Process process, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

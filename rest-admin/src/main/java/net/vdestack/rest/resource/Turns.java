package net.vdestack.rest.resource;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;

/**
 * Lets one request at a time look at a stack and change it. The next one waits a while, but not for as long as commands
 * may run: then it is refused. Thread safe.
 */
final class Turns {
    private final long patienceNanos;
    /** Guarded by this. */
    private final Set<String> taken = new HashSet<>();

    /** What is done in turn. */
    interface Task<T> {
        T run() throws IOException;
    }

    /** @param patienceMillis how long to wait for others */
    Turns(long patienceMillis) {
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /** @throws ProblemException if others take too long */
    <T> T inTurn(String stack, Task<T> task) throws IOException {
        take(stack);
        try {
            return task.run();
        } finally {
            release(stack);
        }
    }

    private synchronized void take(String stack) {
        long deadline = System.nanoTime() + patienceNanos;
        while (taken.contains(stack)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new ProblemException(
                        Status.CONFLICT, "stack '" + stack + "' is being changed by another request: try again later");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProblemException(Status.SERVICE_UNAVAILABLE, "the platform is stopping", e);
            }
        }
        taken.add(stack);
    }

    private synchronized void release(String stack) {
        taken.remove(stack);
        notifyAll();
    }
}

package net.vdestack.linux.syscall;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what must not be left half-way and comes soon. An interrupt meanwhile is kept until it has come. */
public final class Waits {
    private Waits() {}

    /** A wait that can be begun again. */
    @FunctionalInterface
    public interface Wait<T, X extends Exception> {
        /** Waits. */
        T await() throws InterruptedException, X;
    }

    /** Waits, however often the thread is interrupted. */
    public static <T, X extends Exception> T uninterruptibly(Wait<T, X> wait) throws X {
        return uninterruptibly(wait, () -> {});
    }

    /**
     * The same.
     *
     * @param onInterrupt makes it come sooner, at each interrupt
     */
    public static <T, X extends Exception> T uninterruptibly(Wait<T, X> wait, Runnable onInterrupt) throws X {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return wait.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    onInterrupt.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The result of a task of another thread, or what it threw.
     *
     * @param onInterrupt makes it come sooner, at each interrupt
     */
    public static <T> T result(Future<T> task, Runnable onInterrupt) throws IOException {
        try {
            return uninterruptibly(task::get, onInterrupt);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }
}

package net.vdestack.rest.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.vdestack.rest.thread.SingleThread;

/**
 * Tasks that wait for their time, and not too many of them. One thread runs all, so they must be short. Thread safe.
 */
public final class DelayedTasks implements Gate.Timer, AutoCloseable {
    static final int LIMIT = 1000;

    private static final Logger LOG = System.getLogger(DelayedTasks.class.getName());

    private final ScheduledThreadPoolExecutor thread = SingleThread.named("vdestack-rest-delay");
    private final Set<Runnable> waiting = new HashSet<>();
    private boolean closed;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is cancelled, and failures are logged
    public synchronized boolean after(long millis, Runnable task) {
        if (closed || waiting.size() == LIMIT) {
            return false;
        }
        waiting.add(task);
        thread.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
        return true;
    }

    private void run(Runnable task) {
        if (!remove(task)) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a delayed task failed", e);
        }
    }

    private synchronized boolean remove(Runnable task) {
        return waiting.remove(task);
    }

    /** Those that wait have their turn now. */
    @Override
    public void close() {
        Set<Runnable> left = end();
        thread.shutdownNow();
        left.forEach(this::run);
    }

    private synchronized Set<Runnable> end() {
        closed = true;
        return Set.copyOf(waiting);
    }
}

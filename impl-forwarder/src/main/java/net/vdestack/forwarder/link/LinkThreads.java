package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import net.vdestack.linux.syscall.Waits;

/** Threads for what a link does now and then. They end with their task. */
final class LinkThreads {
    private static final Logger LOG = System.getLogger(LinkThreads.class.getName());

    private final LinkEnd link;

    LinkThreads(LinkEnd link) {
        this.link = link;
    }

    private Thread start(String role, Runnable task) {
        Thread thread = link.device().threadFactory().newThread(task);
        thread.setName(link.threadName(role));
        thread.start();
        return thread;
    }

    /**
     * Has a task done, for one who has others to care for and cannot help it if there are no more threads to be had.
     *
     * @return false if so; it was logged
     */
    boolean tryStart(String role, Runnable task) {
        try {
            start(role, task);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "thread {0} cannot be started: {1}", link.threadName(role), e);
            return false;
        }
    }

    /**
     * Has a task done and waits for it, and for the thread.
     *
     * @param onInterrupt makes it come sooner, at each interrupt
     */
    <T> T call(String role, Callable<T> task, Runnable onInterrupt) throws IOException {
        FutureTask<T> result = new FutureTask<>(task);
        Thread thread = start(role, result);
        try {
            return Waits.result(result, onInterrupt);
        } finally {
            Waits.uninterruptibly(() -> {
                thread.join();
                return null;
            });
        }
    }
}

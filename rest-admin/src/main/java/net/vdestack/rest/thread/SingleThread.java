package net.vdestack.rest.thread;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes threads that do one task after the other, now or later. */
public final class SingleThread {
    private SingleThread() {}

    /** One that keeps no JVM from ending, and no task that was cancelled. */
    public static ScheduledThreadPoolExecutor named(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }
}

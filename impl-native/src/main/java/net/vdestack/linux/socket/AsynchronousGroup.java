package net.vdestack.linux.socket;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.ThreadFactory;

/** The library's own group of asynchronous channels: daemon threads of the host. Made at first use. Thread safe. */
public final class AsynchronousGroup implements AutoCloseable {
    private final ThreadFactory threads;
    private AsynchronousChannelGroup group;

    /** @param threads makes threads that live in the host */
    public AsynchronousGroup(ThreadFactory threads) {
        this.threads = threads;
    }

    synchronized AsynchronousChannelGroup get() throws IOException {
        if (group == null) {
            int size = Math.max(2, Runtime.getRuntime().availableProcessors());
            group = AsynchronousChannelGroup.withFixedThreadPool(size, task -> {
                Thread thread = threads.newThread(task);
                thread.setName("vdestack-async");
                return thread;
            });
        }
        return group;
    }

    @Override
    public synchronized void close() throws IOException {
        if (group != null) {
            group.shutdownNow();
            group = null;
        }
    }
}

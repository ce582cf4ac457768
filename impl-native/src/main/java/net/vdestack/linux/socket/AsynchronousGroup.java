package net.vdestack.linux.socket;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import net.vdestack.linux.namespace.HostThreads;

/** The library's own group of asynchronous channels: daemon threads of the host. Made at first use. Thread safe. */
public final class AsynchronousGroup implements AutoCloseable {
    private final HostThreads host;
    private AsynchronousChannelGroup group;

    /** @param host makes its threads */
    public AsynchronousGroup(HostThreads host) {
        this.host = host;
    }

    synchronized AsynchronousChannelGroup get() throws IOException {
        if (group == null) {
            // in the host, since all threads of a fixed pool are started at once
            group = host.call(this::open);
        }
        return group;
    }

    private AsynchronousChannelGroup open() throws IOException {
        int size = Math.max(2, Runtime.getRuntime().availableProcessors());
        return AsynchronousChannelGroup.withFixedThreadPool(size, task -> {
            Thread thread = host.newThread(task);
            thread.setName("vdestack-async");
            return thread;
        });
    }

    @Override
    public synchronized void close() throws IOException {
        if (group != null) {
            group.shutdownNow();
            group = null;
        }
    }
}

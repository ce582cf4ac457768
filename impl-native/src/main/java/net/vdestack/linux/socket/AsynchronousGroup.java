package net.vdestack.linux.socket;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.syscall.Waits;

/** The library's own group of asynchronous channels: daemon threads of the host. Made at first use. Thread safe. */
public final class AsynchronousGroup implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AsynchronousGroup.class.getName());
    /** How long a completion handler that is running gets to return. */
    private static final long END_MILLIS = 1000;

    private final HostThreads host;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
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
            Thread thread = host.newThread(() -> {
                try {
                    task.run();
                } finally {
                    threads.remove(Thread.currentThread());
                }
            });
            thread.setName("vdestack-async");
            threads.add(thread);
            return thread;
        });
    }

    /** Closes the channels that are still open, and ends the threads. */
    @Override
    public synchronized void close() {
        if (group == null) {
            return;
        }
        try {
            group.shutdownNow();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing asynchronous channels: {0}", e.getMessage());
        }
        group = null;
        for (Thread thread : threads) {
            Waits.uninterruptibly(() -> {
                thread.join(END_MILLIS);
                return null;
            });
        }
    }
}

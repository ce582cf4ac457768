package net.vdestack.linux.namespace;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;
import net.vdestack.linux.syscall.Waits;

/**
 * Starts daemon threads that live in the host's namespace, whoever asks for them.
 *
 * <p>A thread inherits its namespace from the thread that calls {@link Thread#start}, and a thread that stays in a
 * stack's namespace keeps that namespace alive. So these threads are all started by one launcher, which never leaves
 * the host. Executors of Java 21 and later start theirs without calling {@code start}: such a thread moves to the host
 * first of all, where there is a way. Where there is none, their owner has to have them started by {@link #call}.
 */
public final class HostThreads implements ThreadFactory, AutoCloseable {
    private static final Logger LOG = System.getLogger(HostThreads.class.getName());

    private final Errands errands = new Errands();
    private final Thread launcher;

    /** Starts the launcher. */
    public HostThreads() throws IOException {
        launcher = new Thread(rootGroup(), errands, "vdestack-host", 0, false);
        launcher.setDaemon(true);
        launcher.setContextClassLoader(null);
        launcher.start();
        try {
            call(HostThreads::enterHost);
        } catch (IOException e) {
            errands.end();
            throw e;
        }
    }

    /**
     * Its creator's own group could end before a thread does; and a stack interrupts all threads of its group, which
     * those of the host are not, though a thread of the stack may have asked for them.
     */
    static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** Moves the calling thread if it was born elsewhere: the process's first thread never was. */
    private static Void enterHost() throws IOException {
        if (!areHere()) {
            try (Fd host = NamespaceFiles.openHost()) {
                Syscalls.setNetworkNamespace(host);
            }
        }
        return null;
    }

    /** Whether the calling thread lives in the host, so that what it starts will. */
    public static boolean areHere() throws IOException {
        return NamespaceFiles.ofThisThread().equals(NamespaceFiles.ofHost());
    }

    /** A daemon thread that will run in the host's namespace. */
    @Override
    public Thread newThread(Runnable task) {
        return new HostThread(task);
    }

    /** Runs a short task in the host's namespace and waits for it. Not for what blocks. */
    public <T> T call(Opener<T> task) throws IOException {
        Thread current = Thread.currentThread();
        return current instanceof HostThread || current == launcher ? task.open() : errands.submit(task);
    }

    /** Ends the launcher and waits for its end. Threads already started go on. */
    @Override
    public void close() {
        errands.end();
        Waits.uninterruptibly(() -> {
            launcher.join();
            return null;
        });
    }

    /** Takes over neither its starter's thread locals nor its class loader. */
    private final class HostThread extends Thread {
        HostThread(Runnable task) {
            super(rootGroup(), task, "vdestack-worker", 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try {
                enterHost();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "thread {0} stays in a stack: {1}", getName(), e.getMessage());
            }
            super.run();
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the launcher takes the lock, while this waits for it
        public void start() {
            try {
                call(() -> {
                    super.start();
                    return null;
                });
            } catch (IOException e) {
                throw new IllegalStateException("cannot start thread " + getName(), e);
            }
        }
    }
}

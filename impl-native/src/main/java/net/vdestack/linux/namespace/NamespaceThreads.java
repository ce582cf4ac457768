package net.vdestack.linux.namespace;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.syscall.Waits;

/**
 * Threads that live in a namespace. They form a thread group, so that the threads they start in turn, which live there
 * as well, can be found and interrupted.
 */
final class NamespaceThreads implements ThreadFactory {
    private static final long STEP_MILLIS = 10;
    /** Threads that may be started between their being counted and listed; more are listed in the next round. */
    private static final int SOME = 8;

    private final String stack;
    private final Entry entry;
    private final AtomicInteger count = new AtomicInteger();
    /** Null until a thread is made. */
    private ThreadGroup group;

    private boolean ended;

    /** Moves the calling thread into the namespace. */
    interface Entry {
        void enter() throws IOException;
    }

    NamespaceThreads(String stack, Entry entry) {
        this.stack = stack;
        this.entry = entry;
    }

    /** A daemon thread that enters the namespace before it runs the task. */
    @Override
    public Thread newThread(Runnable task) {
        return newThreadOutside(() -> {
            try {
                entry.enter();
            } catch (IOException e) {
                throw new IllegalStateException("thread cannot enter stack " + stack + ": " + e.getMessage(), e);
            }
            task.run();
        });
    }

    /** Starts a daemon thread that does not enter by itself: the task does, and tells whoever waits if it cannot. */
    synchronized void start(Runnable task, ClassLoader contextClassLoader) {
        Thread thread = newThreadOutside(task);
        thread.setContextClassLoader(contextClassLoader);
        thread.start();
    }

    private synchronized Thread newThreadOutside(Runnable task) {
        if (ended) {
            throw new IllegalStateException("stack " + stack + " is closed");
        }
        if (group == null) {
            group = new ThreadGroup(HostThreads.rootGroup(), "vdestack-" + stack);
        }
        Thread thread = new Thread(group, task, "vdestack-" + stack + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Makes no more threads, interrupts those that run, and waits for them until the deadline. The calling thread is
     * left alone: a stack may be closed by a thread of its own.
     */
    void end(long deadlineNanos) {
        ThreadGroup running;
        synchronized (this) {
            ended = true;
            running = group;
        }
        if (running == null) {
            return;
        }
        Set<Thread> interrupted = new HashSet<>();
        List<Thread> left = othersIn(running);
        while (!left.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            left.stream().filter(interrupted::add).forEach(Thread::interrupt);
            Waits.uninterruptibly(() -> {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
                return null;
            });
            left = othersIn(running);
        }
        destroy(running);
    }

    private static List<Thread> othersIn(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + SOME];
        int found = group.enumerate(threads);
        return Arrays.stream(threads, 0, found)
                .filter(thread -> thread != Thread.currentThread())
                .toList();
    }

    /**
     * Java 17 keeps a group in its parent until it is destroyed; later versions let go by themselves and have
     * deprecated the method, which is why it is looked up.
     */
    private static void destroy(ThreadGroup group) {
        try {
            Method destroy = ThreadGroup.class.getMethod("destroy");
            destroy.invoke(group);
        } catch (ReflectiveOperationException e) {
            // gone from this JDK, or a thread has not ended yet: one small object stays
        }
    }
}

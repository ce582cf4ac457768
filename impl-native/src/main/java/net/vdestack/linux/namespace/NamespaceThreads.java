package net.vdestack.linux.namespace;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that live in a namespace. They form a thread group, so that the threads they start in turn, which live there
 * as well, can be found and interrupted.
 */
final class NamespaceThreads implements ThreadFactory {
    private static final long STEP_MILLIS = 10;

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
    public synchronized Thread newThread(Runnable task) {
        if (ended) {
            throw new IllegalStateException("stack " + stack + " is closed");
        }
        if (group == null) {
            group = new ThreadGroup(rootGroup(), "vdestack-" + stack);
        }
        Runnable inside = () -> {
            try {
                entry.enter();
            } catch (IOException e) {
                throw new IllegalStateException("thread cannot enter stack " + stack + ": " + e.getMessage(), e);
            }
            task.run();
        };
        Thread thread = new Thread(group, inside, "vdestack-" + stack + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** The creator's own group could end before the stack does. */
    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** Makes no more threads, interrupts those that run, and waits for them until the deadline. */
    void end(long deadlineNanos) {
        ThreadGroup running;
        synchronized (this) {
            ended = true;
            running = group;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        while (othersIn(running) && System.nanoTime() < deadlineNanos) {
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        destroy(running);
    }

    /** Whether a thread but the calling one is left: a stack may be closed by a thread of its own. */
    private static boolean othersIn(ThreadGroup group) {
        Thread[] some = new Thread[2];
        int found = group.enumerate(some);
        return found > 1 || (found == 1 && some[0] != Thread.currentThread());
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

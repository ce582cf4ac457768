package net.vdestack.linux.stack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.command.Commands;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Waits;

/**
 * A stack as the underlay of other stacks' links, until it ends. Whoever has something open here is told then, and
 * closes it: nobody else may, since a descriptor belongs to the object that opened it.
 */
final class StackUnderlay implements Underlay {
    private static final Logger LOG = System.getLogger(StackUnderlay.class.getName());
    /** A network is left within a second. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String stack;
    private final Namespace namespace;
    private final HostThreads host;
    /** Guarded by this. */
    private final Set<Consumer<String>> users = new HashSet<>();

    private volatile boolean ended;

    StackUnderlay(String stack, Namespace namespace, HostThreads host) {
        this.stack = stack;
        this.namespace = namespace;
        this.host = host;
    }

    private String gone() {
        return "underlay stack " + stack + " is gone";
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    private <T> T whileThere(Task<T> task) throws IOException {
        if (ended) {
            throw new IOException(gone());
        }
        try {
            return task.run();
        } catch (IOException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for underlay stack " + stack);
        } catch (RuntimeException e) {
            if (ended) {
                throw new IOException(gone(), e);
            }
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public int openSocket(int domain, int type, int protocol) throws IOException {
        return whileThere(() -> namespace
                .openSocket(domain, type | Sockets.SOCK_NONBLOCK, protocol)
                .release());
    }

    @Override
    public <T> T call(Callable<T> task) throws IOException {
        return whileThere(() -> callToTheEnd(task));
    }

    /** When interrupted, the task is told and waited for: what it may have opened must have an owner. */
    private <T> T callToTheEnd(Callable<T> task) throws Exception {
        FutureTask<T> outcome = new FutureTask<>(task);
        AtomicBoolean begun = new AtomicBoolean();
        try {
            namespace.call(() -> {
                if (begun.compareAndSet(false, true)) {
                    outcome.run();
                }
                return null;
            });
        } catch (InterruptedException e) {
            if (begun.compareAndSet(false, true)) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
        return Waits.result(outcome, () -> {});
    }

    /** From the host: the JDK starts threads of its own from the one that starts a process, which would stay. */
    @Override
    public Process start(ProcessBuilder command) throws IOException {
        List<String> words = new ArrayList<>(Commands.entrance(namespace));
        words.addAll(command.command());
        return whileThere(() -> HostUnderlay.call(host, command.command(words)::start));
    }

    @Override
    public synchronized void use(Consumer<String> user) {
        if (!ended) {
            users.add(user);
        }
    }

    @Override
    public synchronized void release(Consumer<String> user) {
        users.remove(user);
        notifyAll();
    }

    /** Has everybody leave, all at once, and waits for them, but not for one who does not. */
    void end() {
        List<Consumer<String>> present;
        synchronized (this) {
            ended = true;
            present = List.copyOf(users);
        }
        for (Consumer<String> user : present) {
            Thread thread = host.newThread(() -> user.accept(gone()));
            thread.setName("vdestack-underlay");
            thread.start();
        }
        if (!awaitUnused(System.nanoTime() + PATIENCE_NANOS)) {
            LOG.log(Level.WARNING, "stack {0} ends while links of other stacks are using it", stack);
        }
    }

    private boolean awaitUnused(long deadlineNanos) {
        return Waits.uninterruptibly(() -> {
            synchronized (this) {
                long left = deadlineNanos - System.nanoTime();
                while (!users.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    left = deadlineNanos - System.nanoTime();
                }
                return users.isEmpty();
            }
        });
    }

    @Override
    public String toString() {
        return "stack " + stack;
    }
}

package net.vdestack.linux.namespace;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** A namespace that this JVM's own threads can enter. */
final class LocalNamespace implements Namespace {
    private final String stack;
    private final Fd fd;
    private final String identity;
    private final Hop hop;
    /** Everyone who is using the descriptor is inside. */
    private final Gate users = new Gate();

    private final NamespaceThreads threads;
    /** For those who may not hop. Null until one comes. */
    private Errands worker;

    private boolean closed;

    LocalNamespace(String stack, Fd fd, Hop hop) throws IOException {
        this.stack = stack;
        this.fd = fd;
        this.identity = NamespaceFiles.of(fd.number());
        this.hop = hop;
        this.threads = new NamespaceThreads(stack, this::enter);
    }

    /** Moves the calling thread here for good. */
    private Void enter() throws IOException {
        return useDescriptor(() -> {
            Syscalls.setNetworkNamespace(fd);
            return null;
        });
    }

    private <T> T useDescriptor(Opener<T> use) throws IOException {
        if (!users.enter()) {
            throw new IllegalStateException("stack " + stack + " is closed");
        }
        try {
            return use.open();
        } finally {
            users.leave();
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public boolean isHome() {
        try {
            return NamespaceFiles.ofThisThread().equals(identity);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int descriptor() {
        return fd.number();
    }

    @Override
    public String path() {
        return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number();
    }

    @Override
    public <T> T open(Opener<T> opener) throws IOException {
        return hop.mayHop() ? useDescriptor(() -> hop.into(fd, opener)) : worker().submit(opener);
    }

    private synchronized Errands worker() throws IOException {
        if (closed) {
            throw new IllegalStateException("stack " + stack + " is closed");
        }
        if (worker == null) {
            Errands errands = new Errands();
            // not one of the stack's threads: it is needed until the last socket is gone
            Thread thread = new Thread(HostThreads.rootGroup(), errands, "vdestack-" + stack + "-opener", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            try {
                errands.submit(this::enter);
            } catch (IOException | RuntimeException e) {
                errands.end();
                throw e;
            }
            worker = errands;
        }
        return worker;
    }

    @Override
    public Fd openSocket(int domain, int type, int protocol) throws IOException {
        return open(() -> Sockets.open(domain, type, protocol));
    }

    @Override
    public Fd openFile(String path, int flags) throws IOException {
        return open(() -> Syscalls.open(path, flags));
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        threads.start(future, Thread.currentThread().getContextClassLoader());
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public ThreadFactory threadFactory() {
        return threads;
    }

    @Override
    public void interruptThreads(long deadlineNanos) {
        threads.end(deadlineNanos);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (worker != null) {
                worker.end();
            }
        }
        if (users.shut()) {
            fd.close();
        }
    }
}

package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Waits;

/** The host as the underlay of its stacks' links. */
record HostUnderlay(HostThreads host) implements Underlay {
    @Override
    public int openSocket(int domain, int type, int protocol) throws IOException {
        return host.call(() ->
                Sockets.open(domain, type | Sockets.SOCK_NONBLOCK, protocol).release());
    }

    /** On a thread of its own, which an interrupt of the caller reaches: the launcher of all others must not block. */
    @Override
    public <T> T call(Callable<T> task) throws IOException {
        return call(host, task);
    }

    static <T> T call(HostThreads host, Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = host.newThread(future);
        thread.setName("vdestack-underlay");
        thread.start();
        return Waits.result(future, thread::interrupt);
    }

    @Override
    public String toString() {
        return "the host";
    }
}

package net.vdestack.api.forwarding;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ProviderType;

/** Where a forwarder's own sockets, devices and processes live: the network namespace of the host. Thread safe. */
@ProviderType
public interface Underlay {
    /**
     * socket(2) in the underlay, whatever namespace the calling thread is in. Non-blocking and close-on-exec.
     *
     * @return a descriptor, the caller's to close
     */
    int openSocket(int domain, int type, int protocol) throws IOException;

    /**
     * Runs a task on a thread of the underlay and waits for it: what depends on the namespace of the thread that does
     * it, such as to look up a host name, to open a device or to start a process. It may block.
     *
     * @throws IOException if the task throws one; other exceptions come as they are, or wrapped into one if they are
     *     checked
     */
    <T> T call(Callable<T> task) throws IOException;
}

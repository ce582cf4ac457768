package net.vdestack.api.forwarding;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a forwarder's own sockets, devices and processes live: the network namespace of the host, or of another stack.
 * The latter may end; then everything fails that is asked of it, even if there is another stack of that name. Thread
 * safe. Its text is what messages call it: <i>the host</i>, <i>stack blue</i>.
 */
@ProviderType
public interface Underlay {
    /**
     * socket(2) in the underlay, whatever namespace the calling thread is in. Non-blocking and close-on-exec. A Unix
     * socket is at home in the file system, and not in an underlay.
     *
     * @return a descriptor, the caller's to close
     */
    int openSocket(int domain, int type, int protocol) throws IOException;

    /**
     * Runs a task on a thread of the underlay and waits for it: what depends on the namespace of the thread that does
     * it, such as to look up a host name or to open a device. It may block, but start neither threads nor processes.
     *
     * @throws IOException if the task throws one; other exceptions come as they are, or wrapped into one if they are
     *     checked
     */
    <T> T call(Callable<T> task) throws IOException;

    /**
     * Starts a process that lives in the underlay.
     *
     * @param command may be changed by this
     */
    default Process start(ProcessBuilder command) throws IOException {
        return call(command::start);
    }

    /**
     * Says that something is going to be open here, before it is. To be told as long as it may be.
     *
     * @param user told why, in words, when the underlay comes to its end: is to close what it has here, and then to
     *     {@linkplain #release release} the underlay, soon. Never told by one that does not end
     */
    default void use(Consumer<String> user) {}

    /** Nothing of this user is open here any more. */
    default void release(Consumer<String> user) {}
}

package net.vdestack.linux.namespace;

import java.io.IOException;
import java.nio.file.Path;
import net.vdestack.api.StackMode;
import net.vdestack.linux.syscall.Fd;

/** Makes namespaces in the way this JVM can. Thread safe. */
public interface Namespaces extends AutoCloseable {
    /** How it makes them. */
    StackMode mode();

    /** Threads and descriptors in the host's own namespace. */
    HostThreads host();

    /**
     * A netlink(7) socket, of NETLINK_ROUTE, in a namespace that this JVM may administer: the host's where it may. Lent
     * until {@link #close}.
     */
    Fd numbering();

    /** Which namespace is the host's. */
    String hostIdentity();

    /**
     * Makes a namespace.
     *
     * @param stack whose it is, for names of threads and messages
     */
    Namespace create(String stack) throws IOException;

    /**
     * Opens a namespace that exists.
     *
     * @param path such as {@code /run/netns/blue} or {@code /proc/42/ns/net}
     * @throws IllegalArgumentException if it is something else
     * @throws IOException if it cannot be opened or this JVM may not enter it
     */
    Namespace attach(String stack, Path path) throws IOException;

    /** Ends the host's threads that serve all; each namespace is to be closed before. */
    @Override
    void close();
}

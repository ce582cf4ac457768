package net.vdestack.linux.namespace;

import java.io.IOException;
import java.nio.file.Path;
import net.vdestack.api.StackMode;

/** Makes namespaces in the way this JVM can. Thread safe. */
public interface Namespaces extends AutoCloseable {
    /** How it makes them. */
    StackMode mode();

    /** Threads and descriptors in the host's own namespace. */
    HostThreads host();

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
     */
    Namespace attach(String stack, Path path) throws IOException;

    @Override
    void close();
}

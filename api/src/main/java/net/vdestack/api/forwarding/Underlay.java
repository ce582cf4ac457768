package net.vdestack.api.forwarding;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Where a forwarder's own sockets live: the network namespace of the host. Thread safe. */
@FunctionalInterface
@ProviderType
public interface Underlay {
    /**
     * socket(2) in the underlay, whatever namespace the calling thread is in. Non-blocking and close-on-exec.
     *
     * @return a descriptor, the caller's to close
     */
    int openSocket(int domain, int type, int protocol) throws IOException;
}

package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.ServiceLoader;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespaces;
import net.vdestack.linux.socket.AsynchronousGroup;

/**
 * What all stacks of this JVM share.
 *
 * @param namespaces makes namespaces
 * @param forwarders moves frames
 * @param asynchronousGroup completes the operations of asynchronous channels opened without a group
 */
record Host(Namespaces namespaces, Forwarders forwarders, AsynchronousGroup asynchronousGroup) {
    /** The forwarder side on the class or module path. */
    static Forwarders findForwarders() throws IOException {
        return ServiceLoader.load(Forwarders.class, Forwarders.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IOException("no forwarder side found: put vdestack-forwarder beside"
                        + " vdestack-linux on the class path or the module path"));
    }

    /**
     * Finds out what this JVM may do.
     *
     * @throws IOException if this JVM may not make namespaces
     */
    static Host open(Forwarders forwarders) throws IOException {
        Namespaces namespaces = LocalNamespaces.open();
        return new Host(namespaces, forwarders, new AsynchronousGroup(namespaces.host()));
    }
}

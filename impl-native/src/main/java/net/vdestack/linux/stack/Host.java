package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespaces;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.socket.AsynchronousGroup;
import net.vdestack.linux.syscall.Syscalls;

/**
 * What all stacks of this JVM share.
 *
 * @param namespaces makes namespaces
 * @param numbers tells when they are gone
 * @param forwarders moves frames; not this object's to close
 * @param asynchronousGroup completes the operations of asynchronous channels opened without a group
 * @param stacks the stack of a name, as it is now, as an underlay
 */
record Host(
        Namespaces namespaces,
        NamespaceNumbers numbers,
        Forwarders forwarders,
        AsynchronousGroup asynchronousGroup,
        Function<String, Underlay> stacks)
        implements AutoCloseable {

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
     * @throws IOException if this JVM may not make namespaces, or cannot make native calls
     */
    static Host open(Forwarders forwarders, Function<String, Underlay> stacks) throws IOException {
        Syscalls.load();
        Namespaces namespaces = LocalNamespaces.open();
        try {
            NamespaceNumbers numbers = new NamespaceNumbers(namespaces.numbering());
            return new Host(namespaces, numbers, forwarders, new AsynchronousGroup(namespaces.host()), stacks);
        } catch (IOException e) {
            namespaces.close();
            throw e;
        }
    }

    /**
     * Where the sockets of a stack's forwarders live.
     *
     * @param stack the stack that carries it; empty for the host
     */
    Underlay underlay(Optional<String> stack) {
        return stack.map(stacks).orElseGet(() -> new HostUnderlay(namespaces.host()));
    }

    /**
     * The MTU of a link that was not given one.
     *
     * @param underlay as in {@link #underlay}
     * @throws IllegalArgumentException if the locator is of no use
     * @throws IOException if the underlay cannot be asked
     */
    int defaultMtu(String network, Optional<String> underlay) throws IOException {
        return forwarders.defaultMtu(network, underlay(underlay));
    }

    /** Ends all threads and closes all descriptors of these. No stack may be left. */
    @Override
    public void close() {
        asynchronousGroup.close();
        namespaces.close();
    }
}

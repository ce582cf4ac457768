package net.vdestack.linux.stack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.NamespaceFiles;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.netlink.SocketDiagnostics;
import net.vdestack.linux.syscall.Waits;

/** Gets a namespace of our own out of the world: its connections ended, its sockets let go, its end waited for. */
final class NamespaceEnd {
    private static final Logger LOG = System.getLogger(NamespaceEnd.class.getName());
    /** How long peers get to acknowledge the end of their connections. */
    private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long the users of sockets that were shut down get to close them. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long STEP_MILLIS = 5;

    private final String stack;
    private final Namespace namespace;
    private final IntSupplier links;
    private final StraySockets strays;

    /** @param links how many TAPs there are */
    NamespaceEnd(String stack, Namespace namespace, IntSupplier links) {
        this.stack = stack;
        this.namespace = namespace;
        this.links = links;
        this.strays = new StraySockets(namespace.identity());
    }

    /**
     * Whether there may be more than those of the stack's links. Asking costs nothing next to looking for them, which
     * takes the longer the more descriptors this process has.
     */
    private boolean hasSockets() {
        try {
            return NamespaceFiles.sockets(namespace) > links.getAsInt();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "stack {0}: counting its sockets: {1}", stack, e.getMessage());
            return true;
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean await(Condition condition, long deadlineNanos) throws IOException {
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            // an interrupt is no reason to cut off what is being delivered, and it all ends soon
            Waits.uninterruptibly(() -> {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
                return null;
            });
        }
        return true;
    }

    /** Tells the users of all sockets left that it is over. */
    void endConnections() {
        if (!hasSockets()) {
            return;
        }
        try {
            strays.shutDown();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stack {0}: looking for its sockets: {1}", stack, e.getMessage());
        }
    }

    /** Has the last bytes delivered while the links are up, resets what is left, and lets go of every socket. */
    void letGoOfSockets() {
        if (!hasSockets()) {
            return;
        }
        try {
            await(() -> strays.shutDown() == 0, System.nanoTime() + GRACE_NANOS);
            int replaced = strays.replace();
            if (replaced > 0) {
                LOG.log(Level.DEBUG, "stack {0}: let go of {1} sockets that nobody closed", stack, replaced);
            }
            try (SocketDiagnostics diagnostics = SocketDiagnostics.open(namespace)) {
                await(() -> !diagnostics.isClosing(), System.nanoTime() + FAREWELL_NANOS);
                diagnostics.destroyConnections();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stack {0}: closing its sockets: {1}", stack, e.getMessage());
        }
    }

    /** Lets go of the namespace itself and waits until the kernel has, too. */
    void await(NamespaceNumbers numbers, long deadlineNanos) {
        try {
            int number;
            try {
                number = numbers.give(namespace.descriptor());
            } finally {
                namespace.close();
            }
            // a thread of the stack that closes it would wait for itself
            if (!namespace.isHome() && !await(() -> numbers.isGone(number), deadlineNanos)) {
                LOG.log(
                        Level.WARNING,
                        "stack {0} is closed, but its network namespace is still in use by {1}",
                        stack,
                        NamespaceUsers.of(namespace.identity()));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stack {0}: cannot watch its namespace end: {1}", stack, e.getMessage());
        }
    }
}

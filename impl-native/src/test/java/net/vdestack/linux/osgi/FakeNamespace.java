package net.vdestack.linux.osgi;

import java.io.IOException;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Opener;
import net.vdestack.linux.socket.AsynchronousGroup;
import net.vdestack.linux.socket.OpenSockets;
import net.vdestack.linux.socket.StackSockets;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;

/** A namespace that is where the test is. Its sockets are not connected to anything. */
final class FakeNamespace {
    private final OpenSockets stack = new OpenSockets("stack is closed");

    /** Opens sockets as those of a stack are, for which asynchronous ones need threads. */
    StackSockets sockets(OpenSockets account) {
        return new StackSockets(Partial.of(Namespace.class, this), new AsynchronousGroup(null), stack, account);
    }

    void close() {
        stack.close();
    }

    <T> T open(Opener<T> opener) throws IOException {
        return opener.open();
    }

    Fd openSocket(int domain, int type, int protocol) throws IOException {
        return Sockets.open(domain, type, protocol);
    }
}

package net.vdestack.linux.socket;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Whereabouts;

/**
 * Opens one kind of socket as the first thing it does with the network, and prints the namespaces of its threads other
 * than the host's, and how many sockets it has in the stack's.
 */
final class FirstUse {
    private FirstUse() {}

    private interface Use {
        AutoCloseable open() throws Exception;
    }

    private static AutoCloseable registered(SocketChannel channel) throws Exception {
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_CONNECT);
        selector.selectNow();
        return () -> {
            channel.close();
            selector.close();
        };
    }

    public static void main(String[] args) throws Exception {
        LocalNamespaces namespaces = LocalNamespaces.open();
        Namespace namespace = namespaces.create("first");
        StackSockets sockets =
                new StackSockets(namespace, new AsynchronousGroup(namespaces.host()), new OpenSockets("closed"));
        Use use =
                switch (args[0]) {
                    case "SocketChannel" -> sockets::socketChannel;
                    case "ServerSocketChannel" -> sockets::serverSocketChannel;
                    case "DatagramChannel" -> sockets::datagramChannel;
                    case "AsynchronousSocketChannel" -> () -> sockets.asynchronousSocketChannel(null);
                    case "AsynchronousServerSocketChannel" -> () -> sockets.asynchronousServerSocketChannel(null);
                    case "Socket" -> () -> sockets.socketFactory().createSocket();
                    case "ServerSocket" -> () -> sockets.serverSocketFactory().createServerSocket();
                    case "NativeSocket" -> () -> sockets.nativeSocket(2, 2, 0);
                    case "Selector" -> () -> registered(sockets.socketChannel());
                    default -> throw new IllegalArgumentException(args[0]);
                };
        AutoCloseable opened = use.open();
        try {
            Set<String> threads = Whereabouts.ofThreads();
            threads.remove(namespaces.hostIdentity());
            System.out.println("threads " + threads + " sockets "
                    + Whereabouts.socketsOf(namespace.identity()).size());
        } finally {
            opened.close();
        }
    }
}

package net.vdestack.linux.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** For libraries that ask for a factory. Equal for one stack, since some compare factories to pool connections. */
final class StackSocketFactory extends SocketFactory {
    private final StackSockets sockets;

    StackSocketFactory(StackSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Socket createSocket() throws IOException {
        return sockets.socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(sockets.lookUp(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(sockets.lookUp(host), port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connect(sockets.socket(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        Socket socket = sockets.socket();
        try {
            socket.bind(new InetSocketAddress(localAddress, localPort));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return connect(socket, new InetSocketAddress(address, port));
    }

    private static Socket connect(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StackSocketFactory factory && factory.sockets == sockets;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(sockets);
    }
}

package net.vdestack.linux.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.NativeSocket;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Opener;

/** Opens the sockets of a stack. Each has its descriptor, in the stack, when it is returned. Thread safe. */
public final class StackSockets {
    private final Namespace namespace;
    private final AsynchronousGroup defaultGroup;
    private final List<OpenSockets> accounts;

    /** @param accounts everything opened is entered into each */
    public StackSockets(Namespace namespace, AsynchronousGroup defaultGroup, OpenSockets... accounts) {
        this.namespace = namespace;
        this.defaultGroup = defaultGroup;
        this.accounts = List.of(accounts);
    }

    private <T extends Closeable> T open(Opener<T> opener) throws IOException {
        return enter(namespace.open(opener));
    }

    private <T extends Closeable> T enter(T socket) throws IOException {
        for (OpenSockets account : accounts) {
            account.add(socket);
        }
        return socket;
    }

    /** {@link SocketChannel#open()}. */
    public SocketChannel socketChannel() throws IOException {
        return open(SocketChannel::open);
    }

    /** {@link SocketChannel#open(ProtocolFamily)}. */
    public SocketChannel socketChannel(ProtocolFamily family) throws IOException {
        return open(() -> SocketChannel.open(family));
    }

    /** {@link ServerSocketChannel#open()}. */
    public ServerSocketChannel serverSocketChannel() throws IOException {
        return open(ServerSocketChannel::open);
    }

    /** {@link ServerSocketChannel#open(ProtocolFamily)}. */
    public ServerSocketChannel serverSocketChannel(ProtocolFamily family) throws IOException {
        return open(() -> ServerSocketChannel.open(family));
    }

    /** {@link DatagramChannel#open()}. */
    public DatagramChannel datagramChannel() throws IOException {
        return open(DatagramChannel::open);
    }

    /** {@link DatagramChannel#open(ProtocolFamily)}. */
    public DatagramChannel datagramChannel(ProtocolFamily family) throws IOException {
        return open(() -> DatagramChannel.open(family));
    }

    /** A null group would have the JDK start its default group's threads in the stack: the library has one instead. */
    private AsynchronousChannelGroup group(AsynchronousChannelGroup groupOrNull) throws IOException {
        return groupOrNull == null ? defaultGroup.get() : groupOrNull;
    }

    /** {@link AsynchronousSocketChannel#open(AsynchronousChannelGroup)}. */
    public AsynchronousSocketChannel asynchronousSocketChannel(AsynchronousChannelGroup groupOrNull)
            throws IOException {
        AsynchronousChannelGroup group = group(groupOrNull);
        return open(() -> AsynchronousSocketChannel.open(group));
    }

    /** {@link AsynchronousServerSocketChannel#open(AsynchronousChannelGroup)}. */
    public AsynchronousServerSocketChannel asynchronousServerSocketChannel(AsynchronousChannelGroup groupOrNull)
            throws IOException {
        AsynchronousChannelGroup group = group(groupOrNull);
        return open(() -> AsynchronousServerSocketChannel.open(group));
    }

    /** A socket of any kind. */
    public NativeSocket nativeSocket(int domain, int type, int protocol) throws IOException {
        return enter(StackNativeSocket.open(namespace.openSocket(domain, type, protocol)));
    }

    /** {@link Socket#Socket()}, whose descriptor the JDK would make at its first use, wherever that may be. */
    Socket socket() throws IOException {
        return open(() -> {
            Socket socket = new Socket();
            socket.getReuseAddress();
            return socket;
        });
    }

    /** {@link ServerSocket#ServerSocket()}, likewise. */
    ServerSocket serverSocket() throws IOException {
        return open(() -> {
            ServerSocket socket = new ServerSocket();
            socket.getReuseAddress();
            return socket;
        });
    }

    /** Looks a name up on a thread of the stack, so that a name server is asked through the stack. */
    InetAddress lookUp(String host) throws IOException {
        try {
            return namespace.call(() -> InetAddress.getByName(host));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("looking up " + host + ": " + e, e);
        }
    }

    /** A factory of {@link Socket}s. */
    public SocketFactory socketFactory() {
        return new StackSocketFactory(this);
    }

    /** A factory of {@link ServerSocket}s. */
    public ServerSocketFactory serverSocketFactory() {
        return new StackServerSocketFactory(this);
    }
}

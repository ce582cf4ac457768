package net.vdestack.linux.osgi;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandListener;
import net.vdestack.api.CommandResult;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.Route;
import net.vdestack.api.SocketStatus;
import net.vdestack.api.StackMode;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.StackStatistics;
import net.vdestack.linux.socket.OpenSockets;
import net.vdestack.linux.socket.StackSockets;

/**
 * A stack as one bundle has it: the sockets that it opens and the captures that it begins are in the bundle's account,
 * and closing it closes these. All else is the stack's, which is shared; what changes its specification is stored.
 */
final class BundleStack implements NetworkStack {
    private final NetworkStack stack;
    private final StackSockets sockets;
    private final OpenSockets account;
    private final Changes changes;

    /** Who sees to it that a change is stored. */
    interface Changes {
        void make(NetworkStack stack, ConfiguredStacks.Change change) throws IOException;
    }

    /**
     * @param sockets opens sockets of the stack that are entered into the account
     * @param account the bundle's for this stack
     */
    BundleStack(NetworkStack stack, StackSockets sockets, OpenSockets account, Changes changes) {
        this.stack = stack;
        this.sockets = sockets;
        this.account = account;
        this.changes = changes;
    }

    /** The bundle is through: what it has open is closed, and it can open no more. */
    void end() {
        account.close();
    }

    @Override
    public void close() {
        account.closeAll();
    }

    @Override
    public void configure(String config) throws IOException {
        changes.make(stack, shared -> shared.configure(config));
    }

    @Override
    public void connect(String link, String network) throws IOException {
        changes.make(stack, shared -> shared.connect(link, network));
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return sockets.socketChannel();
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return sockets.socketChannel(family);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return sockets.serverSocketChannel();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return sockets.serverSocketChannel(family);
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return sockets.datagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return sockets.datagramChannel(family);
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup groupOrNull)
            throws IOException {
        return sockets.asynchronousSocketChannel(groupOrNull);
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(AsynchronousChannelGroup groupOrNull)
            throws IOException {
        return sockets.asynchronousServerSocketChannel(groupOrNull);
    }

    @Override
    public SocketFactory socketFactory() {
        requireOpen();
        return sockets.socketFactory();
    }

    @Override
    public ServerSocketFactory serverSocketFactory() {
        requireOpen();
        return sockets.serverSocketFactory();
    }

    private void requireOpen() {
        if (stack.state() == StackState.STOPPING) {
            throw new IllegalStateException("stack " + name() + " is closed");
        }
    }

    @Override
    public NativeSocket openSocket(int domain, int type, int protocol) throws IOException {
        return sockets.nativeSocket(domain, type, protocol);
    }

    @Override
    public String name() {
        return stack.name();
    }

    @Override
    public UUID uid() {
        return stack.uid();
    }

    @Override
    public Instant createdAt() {
        return stack.createdAt();
    }

    @Override
    public StackState state() {
        return stack.state();
    }

    @Override
    public StackMode mode() {
        return stack.mode();
    }

    @Override
    public StackSpec spec() {
        return stack.spec();
    }

    @Override
    public List<LinkStatus> links() throws IOException {
        return stack.links();
    }

    @Override
    public List<Route> routes() throws IOException {
        return stack.routes();
    }

    @Override
    public List<SocketStatus> sockets() throws IOException {
        return stack.sockets();
    }

    @Override
    public ThreadFactory threadFactory() {
        return stack.threadFactory();
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
        return stack.call(task);
    }

    @Override
    public CommandResult run(String commands) throws IOException {
        return stack.run(commands);
    }

    @Override
    public CommandResult run(String commands, Duration timeout) throws IOException {
        return stack.run(commands, timeout);
    }

    @Override
    public CommandResult run(CommandLine commands, Duration timeout, CommandListener listener) throws IOException {
        return stack.run(commands, timeout, listener);
    }

    @Override
    public Process start(List<String> argv) throws IOException {
        return stack.start(argv);
    }

    @Override
    public StackStatistics statistics() throws IOException {
        return stack.statistics();
    }

    @Override
    public Closeable capture(String link, WritableByteChannel pcapng) throws IOException {
        return account.add(stack.capture(link, pcapng));
    }

    @Override
    public String toString() {
        return stack.toString();
    }
}

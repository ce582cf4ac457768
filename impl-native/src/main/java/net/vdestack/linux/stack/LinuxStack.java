package net.vdestack.linux.stack;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandListener;
import net.vdestack.api.CommandResult;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.Route;
import net.vdestack.api.SocketStatus;
import net.vdestack.api.StackMode;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.StackStatistics;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.command.Commands;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.AddressState;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.netlink.RouteState;
import net.vdestack.linux.netlink.SocketDiagnostics;
import net.vdestack.linux.socket.OpenSockets;
import net.vdestack.linux.socket.StackSockets;
import net.vdestack.linux.syscall.Waits;

/** A stack: a namespace and all that belongs to it. */
final class LinuxStack implements NetworkStack {
    private static final Logger LOG = System.getLogger(LinuxStack.class.getName());
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4500);
    private static final long THREADS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StackIdentity identity;
    private final Host host;
    private final StackEvents events;
    private final Consumer<LinuxStack> onClosed;
    private final Namespace namespace;
    private final boolean ownNamespace;
    private final StackUnderlay underlay;
    private final OpenSockets open;
    private final StackSockets sockets;
    private final Commands commands;
    private final StackLinks links;
    private final StackChanges changes;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** What was told last. */
    private volatile StackState state = StackState.STARTING;

    private volatile boolean announced;

    private LinuxStack(
            StackSpec spec,
            StackIdentity identity,
            Host host,
            StackEvents events,
            Consumer<LinuxStack> onClosed,
            Namespace namespace) {
        this.identity = identity;
        this.host = host;
        this.events = events;
        this.onClosed = onClosed;
        this.namespace = namespace;
        this.ownNamespace = spec.netns().isEmpty();
        this.underlay =
                new StackUnderlay(spec.name(), namespace, host.namespaces().host());
        this.open = new OpenSockets("stack " + spec.name() + " is closed");
        this.sockets = sockets(open);
        this.commands = new Commands(spec.name(), namespace, host.namespaces().host());
        this.links = new StackLinks(new StackLink.Owner(spec.name(), namespace, host, this::linkChanged));
        this.changes = new StackChanges(spec, host, namespace, links, commands);
    }

    /** How a stack comes to match its specification. */
    interface Start {
        void start(LinuxStack stack, StackSpec spec) throws IOException;
    }

    /** Makes a stack without links, which is not up. It is to be closed even if what follows fails. */
    static LinuxStack open(
            StackSpec spec, StackIdentity identity, Host host, StackEvents events, Consumer<LinuxStack> onClosed)
            throws IOException {
        events.stackChanged(StackState.STARTING);
        Namespace namespace = spec.netns().isPresent()
                ? host.namespaces().attach(spec.name(), spec.netns().get())
                : host.namespaces().create(spec.name());
        return new LinuxStack(spec, identity, host, events, onClosed, namespace);
    }

    /** Makes of a stack that was just opened what is asked for. */
    void create(StackSpec wanted) throws IOException {
        setLoopbackUp();
        changes.create(wanted, identity.macs());
    }

    /** The same, though networks may be away. */
    void restore(StackSpec wanted) throws IOException {
        setLoopbackUp();
        changes.restore(wanted, identity.macs());
    }

    private void setLoopbackUp() throws IOException {
        if (ownNamespace) {
            try (RouteNetlink route = RouteNetlink.open(namespace)) {
                route.setUp(1, true);
            }
        }
    }

    /** {@link net.vdestack.api.StackRegistry#update}. */
    void update(StackSpec wanted) throws IOException {
        try {
            changes.update(wanted);
        } finally {
            // after a failure, too: a link may look for its network again
            refreshIfAnnounced();
        }
    }

    /**
     * Makes it known as up, or not quite.
     *
     * @throws IllegalStateException if it was closed meanwhile
     */
    void announce() {
        synchronized (events) {
            announced = true;
            refreshState();
        }
        requireOpen();
    }

    /** A thread that is none of the stack's, and so may wait for its end. */
    Thread newHostThread(Runnable task) {
        return host.namespaces().host().newThread(task);
    }

    /** Whether it has ever been up. */
    boolean isAnnounced() {
        return announced;
    }

    private void linkChanged(String link, ForwarderStatus status) {
        events.linkChanged(link, status);
        refreshIfAnnounced();
    }

    private void refreshIfAnnounced() {
        if (announced) {
            refreshState();
        }
    }

    /** Looks, changes and tells in one go, so that what is told last is how it is. */
    private void refreshState() {
        synchronized (events) {
            StackState now = stateOfLinks();
            if (state != StackState.STOPPING && state != now) {
                state = now;
                events.stackChanged(now);
            }
        }
    }

    private StackState stateOfLinks() {
        return links.areConnected() ? StackState.UP : StackState.DEGRADED;
    }

    /** It as the underlay of others. */
    Underlay asUnderlay() {
        return underlay;
    }

    /** Opens sockets of this stack that are entered into these accounts. */
    private StackSockets sockets(OpenSockets... accounts) {
        return new StackSockets(namespace, host.asynchronousGroup(), accounts);
    }

    /** Opens sockets of this stack that are in somebody's account, too. */
    StackSockets socketsOf(OpenSockets account) {
        return sockets(open, account);
    }

    @Override
    public String name() {
        return spec().name();
    }

    @Override
    public UUID uid() {
        return identity.uid();
    }

    @Override
    public Instant createdAt() {
        return identity.createdAt();
    }

    @Override
    public StackState state() {
        StackState told = state;
        // links that have changed may not have told it yet, and whoever asks both shall not hear two stories
        return told == StackState.UP || told == StackState.DEGRADED ? stateOfLinks() : told;
    }

    @Override
    public StackMode mode() {
        return host.namespaces().mode();
    }

    @Override
    public StackSpec spec() {
        return changes.spec();
    }

    private void requireOpen() {
        if (state == StackState.STOPPING) {
            throw new IllegalStateException("stack " + name() + " is closed");
        }
    }

    @Override
    public List<LinkStatus> links() throws IOException {
        requireOpen();
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            List<AddressState> addresses = route.addresses();
            List<LinkStatus> statuses = new ArrayList<>();
            for (StackLink link : links.all()) {
                statuses.add(link.status(route, addresses));
            }
            return List.copyOf(statuses);
        }
    }

    @Override
    public List<Route> routes() throws IOException {
        requireOpen();
        try (RouteNetlink netlink = RouteNetlink.open(namespace)) {
            Map<Integer, Optional<String>> names = new HashMap<>();
            List<Route> routes = new ArrayList<>();
            for (RouteState each : netlink.routes()) {
                Optional<String> link = names.get(each.index());
                if (link == null) {
                    link = each.index() == 0
                            ? Optional.empty()
                            : netlink.findInterface(each.index()).map(NetworkInterface::name);
                    names.put(each.index(), link);
                }
                routes.add(new Route(each.destination(), each.gateway(), link, each.metric()));
            }
            return List.copyOf(routes);
        }
    }

    @Override
    public List<SocketStatus> sockets() throws IOException {
        requireOpen();
        try (SocketDiagnostics diagnostics = SocketDiagnostics.open(namespace)) {
            return List.copyOf(diagnostics.sockets());
        }
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

    @Override
    public NativeSocket openSocket(int domain, int type, int protocol) throws IOException {
        return sockets.nativeSocket(domain, type, protocol);
    }

    @Override
    public ThreadFactory threadFactory() {
        requireOpen();
        return namespace.threadFactory();
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
        requireOpen();
        return namespace.call(task);
    }

    @Override
    public CommandResult run(String commandLine) throws IOException {
        return run(commandLine, null);
    }

    @Override
    public CommandResult run(String commandLine, Duration timeout) throws IOException {
        requireOpen();
        return commands.run(CommandLine.parse(commandLine), timeout);
    }

    @Override
    public CommandResult run(CommandLine commandLine, Duration timeout, CommandListener listener) throws IOException {
        requireOpen();
        return commands.run(commandLine, timeout, Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public Process start(List<String> argv) throws IOException {
        requireOpen();
        return commands.start(argv);
    }

    @Override
    public void configure(String config) throws IOException {
        changes.configure(config);
    }

    @Override
    public void connect(String link, String network) throws IOException {
        requireOpen();
        changes.connect(link, network);
    }

    @Override
    public StackStatistics statistics() throws IOException {
        requireOpen();
        try (RouteNetlink route = RouteNetlink.open(namespace);
                SocketDiagnostics diagnostics = SocketDiagnostics.open(namespace)) {
            List<LinkStatistics> counted = new ArrayList<>();
            for (StackLink link : links.all()) {
                counted.add(link.statistics(route));
            }
            return new StackStatistics(name(), Instant.now(), counted, diagnostics.counts());
        }
    }

    @Override
    public Closeable capture(String link, WritableByteChannel pcapng) throws IOException {
        requireOpen();
        return links.get(link).capture(pcapng);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        long now = System.nanoTime();
        try {
            changes.end();
            step(this::announceEnd);
            end(now + CLOSE_NANOS, now + THREADS_NANOS);
        } finally {
            onClosed.accept(this);
            closed.countDown();
        }
    }

    private void announceEnd() {
        synchronized (events) {
            state = StackState.STOPPING;
            events.stackChanged(StackState.STOPPING);
        }
    }

    /**
     * From the users inwards: the stacks it carries, commands, sockets and threads while the links are up, then the
     * links, then the namespace.
     */
    private void end(long deadlineNanos, long threadsDeadlineNanos) {
        NamespaceEnd end = new NamespaceEnd(name(), namespace, () -> links.all().size());
        step(underlay::end);
        step(commands::close);
        step(open::close);
        if (ownNamespace) {
            step(end::endConnections);
        }
        step(() -> namespace.interruptThreads(threadsDeadlineNanos));
        if (ownNamespace) {
            step(end::letGoOfSockets);
        }
        links.end().forEach(link -> step(ownNamespace ? link::closeWithNamespace : link::close));
        if (ownNamespace) {
            step(() -> end.await(host.numbers(), deadlineNanos));
        }
        step(namespace::close);
    }

    /** What fails in one step is no reason to leave out the next. */
    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "closing stack " + name(), e);
        }
    }

    private void awaitClosed() {
        Waits.uninterruptibly(() -> closed.await(CLOSE_NANOS, TimeUnit.NANOSECONDS));
    }

    @Override
    public String toString() {
        return "stack " + name() + " (" + state + ")";
    }
}

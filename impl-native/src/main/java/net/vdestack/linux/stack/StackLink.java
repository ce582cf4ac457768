package net.vdestack.linux.stack;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.WritableByteChannel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.AddressState;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.tap.TapInterface;

/** A link of a stack: owns the TAP, and the forwarder it is lent to. */
final class StackLink implements LinkDevice, AutoCloseable {
    private static final Logger LOG = System.getLogger(StackLink.class.getName());
    /** Until its network says what fits. */
    private static final int ETHERNET_MTU = 1500;

    private final Owner owner;
    private final LinkSpec spec;
    private final TapInterface tap;
    private final NetworkInterface created;
    /** The stack in which the forwarder's sockets live; empty for the host. */
    private volatile Optional<String> underlay;
    /** Whether the forwarder has asked for it since it was last plugged in: many networks do without. */
    private volatile boolean usesUnderlay;
    /** Null while it is being plugged in. Written under this. */
    private volatile LinkForwarder forwarder;
    /** Whether nobody could say yet which MTU fits. Guarded by this. */
    private boolean mtuUnknown;
    /** Guarded by this. */
    private boolean closed;

    /**
     * What the links of a stack share.
     *
     * @param stack its name
     * @param changed told of a link's name and the state of its forwarder
     */
    record Owner(String stack, Namespace namespace, Host host, BiConsumer<String, ForwarderStatus> changed) {}

    /** Plugs a link into its network. */
    private interface Plug {
        LinkForwarder into(LinkDevice device, String network) throws IOException;
    }

    /** @param mtu in bytes; empty if nobody can say yet */
    private StackLink(
            LinkSpec spec, Optional<String> underlay, Owner owner, OptionalInt mtu, Plug plug, RouteNetlink route)
            throws IOException {
        this.underlay = underlay;
        this.owner = owner;
        this.spec = spec;
        this.mtuUnknown = mtu.isEmpty();
        this.tap = TapInterface.create(owner.namespace(), spec.name(), Offload.allowed());
        try {
            int index = find(route, spec.name()).index();
            route.setMtu(index, mtu.orElse(ETHERNET_MTU));
            if (spec.mac().isPresent()) {
                route.setMac(index, spec.mac().get());
            }
            this.created = find(route, spec.name());
            this.forwarder = plug.into(this, spec.network());
        } catch (IOException | RuntimeException | Error e) {
            tap.close();
            throw e;
        }
        try {
            // not before it is plugged in: what the kernel sends first is not lost
            route.setUp(created.index(), true);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Makes a link and plugs it in; its interface is up. Nothing is left if that fails. */
    static StackLink create(LinkSpec spec, Optional<String> underlay, Owner owner, RouteNetlink route)
            throws IOException {
        int mtu = spec.mtu() != 0 ? spec.mtu() : owner.host().defaultMtu(spec.network(), underlay);
        return new StackLink(
                spec, underlay, owner, OptionalInt.of(mtu), owner.host().forwarders()::open, route);
    }

    /** The same for a link that is known to be right, though its network or the provider of it may be away. */
    static StackLink restore(LinkSpec spec, Optional<String> underlay, Owner owner, RouteNetlink route)
            throws IOException {
        OptionalInt mtu =
                spec.mtu() != 0 ? OptionalInt.of(spec.mtu()) : tryDefaultMtu(spec.network(), underlay, owner.host());
        return new StackLink(spec, underlay, owner, mtu, owner.host().forwarders()::restore, route);
    }

    private static OptionalInt tryDefaultMtu(String network, Optional<String> underlay, Host host) {
        try {
            return OptionalInt.of(host.defaultMtu(network, underlay));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "the MTU of {0} is not known yet: {1}", network, e.getMessage());
            return OptionalInt.empty();
        }
    }

    private static NetworkInterface find(RouteNetlink route, String name) throws IOException {
        return route.findInterface(name)
                .orElseThrow(() -> new IOException("interface " + name + " vanished while it was being set up"));
    }

    @Override
    public String stack() {
        return owner.stack();
    }

    @Override
    public String name() {
        return created.name();
    }

    @Override
    public MacAddress mac() {
        return created.mac();
    }

    @Override
    public int mtu() {
        return created.mtu();
    }

    @Override
    public int descriptor() {
        return tap.number();
    }

    @Override
    public Set<Offload> offloads() {
        return tap.offloads();
    }

    @Override
    public Underlay underlay() {
        usesUnderlay = true;
        return owner.host().underlay(underlay);
    }

    @Override
    public ThreadFactory threadFactory() {
        return owner.host().namespaces().host();
    }

    @Override
    public void forwarderChanged(ForwarderStatus status) {
        if (status.state() == ForwarderState.CONNECTED) {
            takeMtuOfNetwork();
        }
        owner.changed().accept(name(), status);
        // while it is being plugged in its interface is down: there is nothing to say yet
        if (status.state() == ForwarderState.CONNECTED && forwarder != null) {
            announce();
        }
    }

    /** When a network is found for the first time that was away before. */
    private void takeMtuOfNetwork() {
        if (!isMtuUnknown()) {
            return;
        }
        try (RouteNetlink route = RouteNetlink.open(owner.namespace())) {
            LinkForwarder plugged = forwarder;
            String network = plugged == null ? spec.network() : plugged.network();
            // without the lock, which the end of the link takes: it may ask others, and wait for them
            int mtu = owner.host().defaultMtu(network, underlay);
            synchronized (this) {
                if (mtuUnknown && !closed) {
                    route.setMtu(created.index(), mtu);
                    mtuUnknown = false;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: the MTU stays at {2}: {3}",
                    stack(),
                    name(),
                    ETHERNET_MTU,
                    e.getMessage());
        }
    }

    /** Or who knew another way here would go on to use it. */
    private void announce() {
        try (RouteNetlink route = RouteNetlink.open(owner.namespace())) {
            NeighbourAnnouncement.send(owner.namespace(), created.index(), route);
        } catch (IOException | IllegalStateException e) {
            // the latter when the stack is closed meanwhile
            LOG.log(Level.DEBUG, "stack {0}, link {1}: not announced: {2}", stack(), name(), e.getMessage());
        }
    }

    /** Makes of it what another specification asks for. What they have in common is left alone. */
    void change(LinkSpec from, LinkSpec to, Optional<String> carrier, RouteNetlink route, Rollback rollback)
            throws IOException {
        Optional<String> formerCarrier = underlay;
        boolean moves = usesUnderlay && !carrier.equals(formerCarrier);
        boolean swaps = moves || !to.network().equals(from.network());
        if (to.mac().isPresent() && !to.mac().equals(from.mac())) {
            setMac(to.mac().get(), route, rollback);
        }
        if (to.mtu() != from.mtu() || (swaps && isMtuUnknown())) {
            setMtu(to.mtu() != 0 ? to.mtu() : owner.host().defaultMtu(to.network(), carrier), route, rollback);
        }
        if (swaps) {
            String former = network();
            connect(to.network(), carrier);
            rollback.push(() -> comeBackTo(former, formerCarrier));
        } else {
            underlay = carrier;
            rollback.push(() -> underlay = formerCarrier);
        }
    }

    private synchronized boolean isMtuUnknown() {
        return mtuUnknown;
    }

    /** To a network that may have been away all the time: then it is looked for, as it was before. */
    private void comeBackTo(String network, Optional<String> carrier) throws IOException {
        try {
            connect(network, carrier);
        } catch (IOException | IllegalArgumentException e) {
            // the former stays if there is none to take its place
            underlay = carrier;
            LinkForwarder looking = owner.host().forwarders().restore(this, network);
            LinkForwarder superfluous = replaceForwarder(looking);
            superfluous.close();
            if (superfluous != looking) {
                forwarderChanged(looking.status());
            }
        }
    }

    /** Which one is not needed any more: the former, or the other one if the link was closed meanwhile. */
    private synchronized LinkForwarder replaceForwarder(LinkForwarder other) {
        if (closed) {
            return other;
        }
        LinkForwarder former = forwarder;
        forwarder = other;
        return former;
    }

    private void setMac(MacAddress mac, RouteNetlink route, Rollback rollback) throws IOException {
        MacAddress former = now(route).mac();
        route.setMac(created.index(), mac);
        rollback.push(() -> route.setMac(created.index(), former));
    }

    private synchronized void setMtu(int mtu, RouteNetlink route, Rollback rollback) throws IOException {
        int former = now(route).mtu();
        boolean wasUnknown = mtuUnknown;
        route.setMtu(created.index(), mtu);
        mtuUnknown = false;
        rollback.push(() -> {
            synchronized (this) {
                route.setMtu(created.index(), former);
                mtuUnknown = wasUnknown;
            }
        });
    }

    private NetworkInterface now(RouteNetlink route) throws IOException {
        return route.findInterface(created.index())
                .orElseThrow(() -> new IOException("interface " + name() + " of stack " + stack()
                        + " is gone: a command has deleted it; give the link another name"));
    }

    void connect(String network) throws IOException {
        connect(network, underlay);
    }

    /** The new network is opened in the new underlay, while the old one stays in the old. */
    private void connect(String network, Optional<String> carrier) throws IOException {
        Optional<String> formerCarrier = underlay;
        boolean formerUses = usesUnderlay;
        underlay = carrier;
        usesUnderlay = false;
        try {
            forwarder.connect(network);
        } catch (IOException | RuntimeException | Error e) {
            underlay = formerCarrier;
            usesUnderlay = formerUses;
            throw e;
        }
    }

    String network() {
        return forwarder.network();
    }

    ForwarderStatus forwarderStatus() {
        return forwarder.status();
    }

    Closeable capture(WritableByteChannel pcapng) throws IOException {
        return forwarder.capture(pcapng);
    }

    /** With what the interface had to drop: a TAP whose queue is full does not make senders wait. */
    LinkStatistics statistics(RouteNetlink route) throws IOException {
        LinkStatistics forwarded = forwarder.statistics();
        Map<DropReason, Long> drops = new EnumMap<>(forwarded.drops());
        drops.merge(DropReason.QUEUE_FULL, route.transmitDrops(created.index()), Long::sum);
        return new LinkStatistics(
                forwarded.name(),
                forwarded.scheme(),
                forwarded.receiveFrames(),
                forwarded.receiveBytes(),
                forwarded.transmitFrames(),
                forwarded.transmitBytes(),
                drops,
                forwarded.reconnects(),
                forwarded.swaps());
    }

    /** As the kernel sees it now. An interface that was deleted by a command is down and has no address. */
    LinkStatus status(RouteNetlink route, List<AddressState> addresses) throws IOException {
        Optional<NetworkInterface> now = route.findInterface(created.index());
        List<InterfaceAddress> own = addresses.stream()
                .filter(address -> address.index() == created.index())
                .map(AddressState::address)
                .toList();
        return new LinkStatus(
                name(),
                forwarder.network(),
                now.map(NetworkInterface::mac).orElse(created.mac()),
                now.map(NetworkInterface::mtu).orElse(created.mtu()),
                now.map(NetworkInterface::up).orElse(false),
                own,
                forwarder.status());
    }

    /** Unplugs the link; its interface is gone with its descriptor. */
    @Override
    public void close() {
        close(TapInterface::close);
    }

    /** Unplugs the link, whose namespace is about to end, and its interface with it. */
    void closeWithNamespace() {
        close(TapInterface::closeWithNamespace);
    }

    private void close(Consumer<TapInterface> end) {
        LinkForwarder last;
        synchronized (this) {
            closed = true;
            last = forwarder;
        }
        try {
            last.close();
        } finally {
            end.accept(tap);
        }
    }
}

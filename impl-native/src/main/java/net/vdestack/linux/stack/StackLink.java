package net.vdestack.linux.stack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.AddressState;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.tap.TapInterface;

/** A link of a stack: owns the TAP, and the forwarder it is lent to. */
final class StackLink implements LinkDevice, AutoCloseable {
    private final String stack;
    private final HostThreads host;
    private final BiConsumer<String, ForwarderStatus> changed;
    private final Fd tap;
    private final NetworkInterface created;
    private final LinkForwarder forwarder;

    private StackLink(
            LinkSpec spec, String stack, Namespace namespace, Host host, BiConsumer<String, ForwarderStatus> changed)
            throws IOException {
        this.stack = stack;
        this.host = host.namespaces().host();
        this.changed = changed;
        int mtu = spec.mtu() != 0 ? spec.mtu() : host.forwarders().defaultMtu(spec.network(), underlay());
        this.tap = TapInterface.create(namespace, spec.name());
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            int index = find(route, spec.name()).index();
            route.setMtu(index, mtu);
            if (spec.mac().isPresent()) {
                route.setMac(index, spec.mac().get());
            }
            this.created = find(route, spec.name());
            this.forwarder = host.forwarders().open(this, spec.network());
        } catch (IOException | RuntimeException e) {
            tap.close();
            throw e;
        }
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            // not before it is plugged in: what the kernel sends first is not lost
            route.setUp(created.index(), true);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Makes a link and plugs it in; its interface is up. Nothing is left if that fails.
     *
     * @param changed told of the forwarder's state
     */
    static StackLink create(
            LinkSpec spec, String stack, Namespace namespace, Host host, BiConsumer<String, ForwarderStatus> changed)
            throws IOException {
        return new StackLink(spec, stack, namespace, host, changed);
    }

    private static NetworkInterface find(RouteNetlink route, String name) throws IOException {
        return route.findInterface(name)
                .orElseThrow(() -> new IOException("interface " + name + " vanished while it was being set up"));
    }

    @Override
    public String stack() {
        return stack;
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
    public Underlay underlay() {
        return new HostUnderlay(host);
    }

    @Override
    public ThreadFactory threadFactory() {
        return host;
    }

    @Override
    public void forwarderChanged(ForwarderStatus status) {
        changed.accept(name(), status);
    }

    void connect(String network) throws IOException {
        forwarder.connect(network);
    }

    String network() {
        return forwarder.network();
    }

    ForwarderStatus forwarderStatus() {
        return forwarder.status();
    }

    LinkStatistics statistics() {
        return forwarder.statistics();
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
        try {
            forwarder.close();
        } finally {
            tap.close();
        }
    }
}

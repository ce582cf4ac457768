package net.vdestack.linux.stack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.api.configuration.InterfaceConfiguration;
import net.vdestack.linux.netlink.AddressState;
import net.vdestack.linux.netlink.DefaultRoute;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Applies configuration strings to a stack's interfaces, and remembers what it applied so that the next one can take
 * its place. Not thread safe: a stack makes one change at a time.
 */
final class StaticConfiguration {
    private static final Logger LOG = System.getLogger(StaticConfiguration.class.getName());
    private static final long DETECTION_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long STEP_MILLIS = 20;

    private final String stack;
    private Configuration applied = new Configuration(Map.of());

    /** @param stack its name, for messages */
    StaticConfiguration(String stack) {
        this.stack = stack;
    }

    /**
     * Applies a configuration to the interfaces it names. Others keep theirs.
     *
     * @param rollback the caller's to run if this or what follows fails
     * @throws IllegalArgumentException if an interface does not exist
     * @throws IOException if the kernel refuses, or another node has an address
     */
    void apply(Configuration configuration, RouteNetlink route, Rollback rollback) throws IOException {
        Map<NetworkInterface, InterfaceConfiguration> wanted = find(route, configuration);
        change(wanted, route, rollback);
        remember(applied.with(configuration.keepingLinkOf(applied)), rollback);
    }

    /** Applies a configuration instead of all that was applied before, on whatever interface. */
    void replace(Configuration configuration, RouteNetlink route, Rollback rollback) throws IOException {
        Map<NetworkInterface, InterfaceConfiguration> wanted = find(route, configuration);
        for (String former : applied.interfaces().keySet()) {
            if (!configuration.interfaces().containsKey(former)) {
                route.findInterface(former).ifPresent(device -> wanted.put(device, InterfaceConfiguration.empty()));
            }
        }
        change(wanted, route, rollback);
        remember(configuration, rollback);
    }

    private void remember(Configuration configuration, Rollback rollback) {
        Configuration former = applied;
        applied = configuration;
        rollback.push(() -> applied = former);
    }

    private void change(Map<NetworkInterface, InterfaceConfiguration> wanted, RouteNetlink route, Rollback rollback)
            throws IOException {
        List<AddressState> addresses = route.addresses();
        List<DefaultRoute> gateways = route.defaultRoutes();
        // the last steps back
        rollback.push(() -> returnGateways(gateways, route));
        for (NetworkInterface device : wanted.keySet()) {
            rollback.push(() -> returnAddresses(device, addresses, route));
        }
        for (NetworkInterface device : wanted.keySet()) {
            makeWay(route, device, wanted);
        }
        for (Map.Entry<NetworkInterface, InterfaceConfiguration> each : wanted.entrySet()) {
            add(route, each.getKey(), each.getValue(), rollback);
        }
        awaitAddresses(route, wanted);
        if (wanted.keySet().stream().map(this::former).allMatch(InterfaceConfiguration.empty()::equals)) {
            return; // nothing to take away, and so nothing that could be lost with it
        }
        for (Map.Entry<NetworkInterface, InterfaceConfiguration> each : wanted.entrySet()) {
            removeFormer(route, each.getKey(), each.getValue(), addresses);
        }
    }

    /**
     * Gives back addresses that are lost: the kernel may take the other ones of an IPv4 network away together with its
     * first one. Link-local addresses are its own affair.
     */
    private static void returnAddresses(NetworkInterface device, List<AddressState> addresses, RouteNetlink route)
            throws IOException {
        List<AddressState> present = route.addresses();
        for (AddressState each : addresses) {
            boolean ours =
                    each.index() == device.index() && !each.address().address().isLinkLocalAddress();
            if (ours && present.stream().noneMatch(now -> isSame(now, each))) {
                route.returnAddress(each.index(), each.address());
            }
        }
    }

    private static void returnGateways(List<DefaultRoute> gateways, RouteNetlink route) throws IOException {
        List<DefaultRoute> present = route.defaultRoutes();
        for (DefaultRoute each : gateways) {
            if (!present.contains(each)) {
                route.setDefaultRoute(each);
            }
        }
    }

    /** All that is applied now. */
    Configuration applied() {
        return applied;
    }

    private Map<NetworkInterface, InterfaceConfiguration> find(RouteNetlink route, Configuration configuration)
            throws IOException {
        Map<NetworkInterface, InterfaceConfiguration> found = new LinkedHashMap<>();
        for (Map.Entry<String, InterfaceConfiguration> each :
                configuration.interfaces().entrySet()) {
            NetworkInterface device = route.findInterface(each.getKey())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "stack " + stack + " has no interface " + each.getKey() + "; name one it has with iface="));
            found.put(device, each.getValue());
        }
        return found;
    }

    /**
     * Takes an IPv6 address that moves to another interface away from this one first: on the same network, duplicate
     * detection would find it here.
     */
    private void makeWay(
            RouteNetlink route, NetworkInterface device, Map<NetworkInterface, InterfaceConfiguration> wanted)
            throws IOException {
        Set<InetAddress> elsewhere = wanted.entrySet().stream()
                .filter(each -> !each.getKey().equals(device))
                .flatMap(each -> each.getValue().addresses().stream())
                .map(InterfaceAddress::address)
                .collect(Collectors.toSet());
        for (InterfaceAddress address : former(device).addresses()) {
            if (address.address() instanceof Inet6Address
                    && elsewhere.contains(address.address())
                    && !wanted.get(device).addresses().contains(address)) {
                remove(route, device.index(), address);
            }
        }
    }

    private InterfaceConfiguration former(NetworkInterface device) {
        return applied.interfaces().getOrDefault(device.name(), InterfaceConfiguration.empty());
    }

    private void add(RouteNetlink route, NetworkInterface device, InterfaceConfiguration wanted, Rollback rollback)
            throws IOException {
        int index = device.index();
        if (wanted.mac().isPresent() && !wanted.mac().get().equals(device.mac())) {
            route.setMac(index, wanted.mac().get());
            rollback.push(() -> route.setMac(index, device.mac()));
        }
        if (wanted.up() && !device.up()) {
            route.setUp(index, true);
            rollback.push(() -> route.setUp(index, false));
        }
        for (InterfaceAddress address : wanted.addresses()) {
            add(route, index, address, rollback);
        }
        for (InetAddress gateway : wanted.gateways()) {
            setGateway(route, new DefaultRoute(index, gateway), rollback);
        }
    }

    private static void add(RouteNetlink route, int index, InterfaceAddress address, Rollback rollback)
            throws IOException {
        if (address.address() instanceof Inet6Address) {
            // the kernel has an IPv6 address once, with one prefix length
            for (AddressState there : route.addresses()) {
                InterfaceAddress other = there.address();
                if (there.index() == index && other.address().equals(address.address()) && !other.equals(address)) {
                    remove(route, index, other);
                }
            }
        }
        if (route.addAddress(index, address)) {
            rollback.push(() -> remove(route, index, address));
        }
    }

    private static void setGateway(RouteNetlink route, DefaultRoute wanted, Rollback rollback) throws IOException {
        if (!route.defaultRoutes().contains(wanted)) {
            route.setDefaultRoute(wanted);
            rollback.push(() -> remove(route, wanted));
        }
    }

    /** Takes away what the configuration before gave to an interface and this one does not. */
    private void removeFormer(
            RouteNetlink route, NetworkInterface device, InterfaceConfiguration wanted, List<AddressState> before)
            throws IOException {
        InterfaceConfiguration former = former(device);
        int index = device.index();
        for (InetAddress gateway : former.gateways()) {
            if (!wanted.gateways().contains(gateway)) {
                remove(route, new DefaultRoute(index, gateway));
            }
        }
        for (InterfaceAddress address : former.addresses()) {
            if (!wanted.addresses().contains(address)) {
                remove(route, index, address);
            }
        }
        List<AddressState> others = before.stream()
                .filter(each -> !former.addresses().contains(each.address()))
                .filter(each -> wanted.addresses().stream()
                        .noneMatch(ours -> ours.address().equals(each.address().address())))
                .toList();
        returnAddresses(device, others, route);
        for (InterfaceAddress address : wanted.addresses()) {
            route.addAddress(index, address);
        }
        for (InetAddress gateway : wanted.gateways()) {
            route.setDefaultRoute(new DefaultRoute(index, gateway));
        }
    }

    /** Someone else may have removed it. */
    private static void remove(RouteNetlink route, int index, InterfaceAddress address) throws IOException {
        try {
            route.removeAddress(index, address);
        } catch (IOException e) {
            if (!Syscalls.is(e, Errno.EADDRNOTAVAIL)) {
                throw e;
            }
        }
    }

    private static void remove(RouteNetlink route, DefaultRoute gateway) throws IOException {
        if (route.defaultRoutes().contains(gateway)) {
            route.removeDefaultRoute(gateway);
        }
    }

    /** Waits until IPv6 addresses are usable. On an interface that is down detection has not begun. */
    private void awaitAddresses(RouteNetlink route, Map<NetworkInterface, InterfaceConfiguration> wanted)
            throws IOException {
        List<AddressState> pending = new ArrayList<>();
        wanted.forEach((device, configuration) -> configuration.addresses().stream()
                .filter(address -> address.address() instanceof Inet6Address && (device.up() || configuration.up()))
                .map(address -> new AddressState(device.index(), address, true, false))
                .forEach(pending::add));
        long deadline = System.nanoTime() + DETECTION_NANOS;
        while (!pending.isEmpty() && System.nanoTime() < deadline) {
            for (AddressState now : route.addresses()) {
                if (now.duplicate() && pending.stream().anyMatch(each -> isSame(each, now))) {
                    throw new IOException("address " + now.address() + " is in use by another node of the network"
                            + " (duplicate address detection, RFC 4862): choose another one");
                }
                if (!now.tentative()) {
                    pending.removeIf(each -> isSame(each, now));
                }
            }
            if (!pending.isEmpty()) {
                pause();
            }
        }
        if (!pending.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}: duplicate detection of {1} is still going on",
                    stack,
                    pending.get(0).address());
        }
    }

    private static boolean isSame(AddressState one, AddressState other) {
        return one.index() == other.index() && one.address().equals(other.address());
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for duplicate address detection");
        }
    }
}

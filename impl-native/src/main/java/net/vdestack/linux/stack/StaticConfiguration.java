package net.vdestack.linux.stack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.configuration.Configuration;
import net.vdestack.api.configuration.InterfaceConfiguration;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.AddressState;
import net.vdestack.linux.netlink.DefaultRoute;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Applies configuration strings to a stack's interfaces, all of one or nothing, and remembers what it applied so that
 * the next one can take its place. Thread safe.
 */
final class StaticConfiguration {
    private static final Logger LOG = System.getLogger(StaticConfiguration.class.getName());
    private static final long DETECTION_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long STEP_MILLIS = 20;

    private final String stack;
    private final Namespace namespace;
    private Configuration applied = new Configuration(Map.of());

    StaticConfiguration(String stack, Namespace namespace) {
        this.stack = stack;
        this.namespace = namespace;
    }

    /** A step back. */
    private interface Undo {
        void run() throws IOException;
    }

    /**
     * Applies a configuration.
     *
     * @throws IllegalArgumentException if an interface does not exist
     * @throws IOException if the kernel refuses, or another node has an address; nothing has changed then
     */
    synchronized void apply(Configuration configuration) throws IOException {
        Deque<Undo> undo = new ArrayDeque<>();
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            Map<NetworkInterface, InterfaceConfiguration> wanted = find(route, configuration);
            try {
                for (Map.Entry<NetworkInterface, InterfaceConfiguration> each : wanted.entrySet()) {
                    add(route, each.getKey(), each.getValue(), undo);
                }
                awaitAddresses(route, wanted);
                for (Map.Entry<NetworkInterface, InterfaceConfiguration> each : wanted.entrySet()) {
                    removeFormer(route, each.getKey(), each.getValue(), undo);
                }
            } catch (IOException | RuntimeException e) {
                undo(undo, e);
                throw e;
            }
        }
        applied = applied.with(configuration.keepingLinkOf(applied));
    }

    /** All that is applied now. */
    synchronized Configuration applied() {
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

    private void add(RouteNetlink route, NetworkInterface device, InterfaceConfiguration wanted, Deque<Undo> undo)
            throws IOException {
        int index = device.index();
        if (wanted.mac().isPresent() && !wanted.mac().get().equals(device.mac())) {
            route.setMac(index, wanted.mac().get());
            undo.push(() -> route.setMac(index, device.mac()));
        }
        if (wanted.up() && !device.up()) {
            route.setUp(index, true);
            undo.push(() -> route.setUp(index, false));
        }
        for (InterfaceAddress address : wanted.addresses()) {
            add(route, index, address, undo);
        }
        for (InetAddress gateway : wanted.gateways()) {
            setGateway(route, new DefaultRoute(index, gateway), undo);
        }
    }

    private static void add(RouteNetlink route, int index, InterfaceAddress address, Deque<Undo> undo)
            throws IOException {
        if (address.address() instanceof Inet6Address) {
            // the kernel has an IPv6 address once, with one prefix length
            for (AddressState there : route.addresses()) {
                InterfaceAddress other = there.address();
                if (there.index() == index && other.address().equals(address.address()) && !other.equals(address)) {
                    route.removeAddress(index, other);
                    undo.push(() -> route.addAddress(index, other));
                }
            }
        }
        if (route.addAddress(index, address)) {
            undo.push(() -> route.removeAddress(index, address));
        }
    }

    private static void setGateway(RouteNetlink route, DefaultRoute wanted, Deque<Undo> undo) throws IOException {
        Optional<DefaultRoute> former = route.defaultRoutes().stream()
                .filter(each -> each.gateway().getClass() == wanted.gateway().getClass())
                .findFirst();
        if (former.isPresent() && former.get().equals(wanted)) {
            return;
        }
        route.setDefaultRoute(wanted);
        undo.push(() -> {
            if (former.isPresent()) {
                route.setDefaultRoute(former.get());
            } else {
                route.removeDefaultRoute(wanted);
            }
        });
    }

    /** Takes away what the configuration before gave to an interface and this one does not. */
    private void removeFormer(
            RouteNetlink route, NetworkInterface device, InterfaceConfiguration wanted, Deque<Undo> undo)
            throws IOException {
        InterfaceConfiguration former =
                applied.interfaces().getOrDefault(device.name(), InterfaceConfiguration.empty());
        int index = device.index();
        for (InetAddress gateway : former.gateways()) {
            DefaultRoute old = new DefaultRoute(index, gateway);
            if (!wanted.gateways().contains(gateway) && route.defaultRoutes().contains(old)) {
                route.removeDefaultRoute(old);
                undo.push(() -> route.setDefaultRoute(old));
            }
        }
        for (InterfaceAddress address : former.addresses()) {
            if (!wanted.addresses().contains(address) && remove(route, index, address)) {
                undo.push(() -> route.addAddress(index, address));
            }
        }
        // the kernel may take the other addresses of an IPv4 network away together with its first one
        for (InterfaceAddress address : wanted.addresses()) {
            route.addAddress(index, address);
        }
        for (InetAddress gateway : wanted.gateways()) {
            route.setDefaultRoute(new DefaultRoute(index, gateway));
        }
    }

    /** Someone else may have removed it. */
    private static boolean remove(RouteNetlink route, int index, InterfaceAddress address) throws IOException {
        try {
            route.removeAddress(index, address);
            return true;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EADDRNOTAVAIL)) {
                return false;
            }
            throw e;
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

    private void undo(Deque<Undo> steps, Exception cause) {
        for (Undo step : steps) {
            try {
                step.run();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "stack {0}: taking back a failed configuration: {1}", stack, e.getMessage());
                cause.addSuppressed(e);
            }
        }
    }
}

package net.vdestack.rest.resource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import net.vdestack.api.FailedStack;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.Route;
import net.vdestack.api.SocketStatus;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.SyscallException;

/** Stacks that are specifications and nothing else. Nobody can be connected to {@code away://}. */
final class FakeRegistry implements StackRegistry {
    static final UUID UID = UUID.fromString("9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11");
    static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    final List<String> calls = new ArrayList<>();
    /** Done in the middle of each update. */
    Runnable whileUpdating = () -> {};

    final Map<String, FailedStack> failures = new TreeMap<>();
    private final Map<String, FakeStack> up = new TreeMap<>();

    private final class FakeStack {
        private final NetworkStack stack = (NetworkStack) Proxy.newProxyInstance(
                FakeRegistry.class.getClassLoader(),
                new Class<?>[] {NetworkStack.class},
                (proxy, method, words) -> answer(method.getName(), words));
        private StackSpec spec;
        private boolean closed;
        private boolean unreadable;

        FakeStack(StackSpec spec) {
            this.spec = spec;
        }

        private Object answer(String method, Object[] words) throws IOException {
            return switch (method) {
                case "name" -> spec.name();
                case "spec" -> spec;
                case "uid" -> UID;
                case "createdAt" -> CREATED;
                case "state" -> closed ? StackState.STOPPING : StackState.UP;
                case "links" -> links();
                case "routes" ->
                    List.of(new Route(
                            InterfaceAddress.parse("0.0.0.0/0"),
                            Optional.of(InterfaceAddress.parseAddress("10.0.0.254")),
                            Optional.of("vde0"),
                            0));
                case "sockets" ->
                    List.of(
                            new SocketStatus(
                                    SocketStatus.Protocol.TCP,
                                    "ESTAB",
                                    new InetSocketAddress("10.0.0.1", 80),
                                    Optional.of(new InetSocketAddress("10.0.0.2", 40000)),
                                    1,
                                    2,
                                    3,
                                    4),
                            new SocketStatus(
                                    SocketStatus.Protocol.UDP,
                                    "UNCONN",
                                    new InetSocketAddress("fd00::1", 53),
                                    Optional.empty(),
                                    0,
                                    0,
                                    0,
                                    0));
                case "run" -> {
                    calls.add("run");
                    throw new IOException("it runs nothing");
                }
                case "connect" -> connect((String) words[0], (String) words[1]);
                case "configure" -> configure((String) words[0]);
                default -> throw new UnsupportedOperationException(method);
            };
        }

        private List<LinkStatus> links() throws IOException {
            if (unreadable) {
                throw new IOException("netlink: no buffer space");
            }
            if (closed) {
                throw new IllegalStateException("stack " + spec.name() + " is closed");
            }
            ForwarderStatus connected =
                    new ForwarderStatus("lan", ForwarderState.CONNECTED, CREATED, 0, Optional.empty());
            return spec.links().stream()
                    .map(link -> new LinkStatus(
                            link.name(), link.network(), new MacAddress(2), 1500, true, List.of(), connected))
                    .toList();
        }

        private Object connect(String link, String network) throws IOException {
            calls.add("connect " + link + " " + network);
            requireReachable(network);
            spec = spec.withNetwork(link, network);
            return null;
        }

        private Object configure(String config) {
            if (!config.startsWith("ip=")) {
                throw new IllegalArgumentException("unknown word " + config);
            }
            spec = spec.withConfig(config);
            return null;
        }
    }

    private static void requireReachable(String network) throws IOException {
        if (network.equals("away://")) {
            throw new SyscallException("connect(away)", 111, "ECONNREFUSED", "Connection refused");
        }
    }

    void makeUnreadable(String name) {
        up.get(name).unreadable = true;
    }

    void close(String name) {
        up.get(name).closed = true;
    }

    @Override
    public NetworkStack create(StackSpec spec) throws IOException {
        calls.add("create " + spec.name());
        if (up.containsKey(spec.name())) {
            throw new IllegalStateException("a stack named " + spec.name() + " exists");
        }
        for (var link : spec.links()) {
            requireReachable(link.network());
        }
        FakeStack made = new FakeStack(spec);
        up.put(spec.name(), made);
        return made.stack;
    }

    @Override
    public NetworkStack update(StackSpec spec) throws IOException {
        calls.add("update " + spec.name());
        whileUpdating.run();
        for (var link : spec.links()) {
            requireReachable(link.network());
        }
        FakeStack found = up.computeIfAbsent(spec.name(), name -> new FakeStack(spec));
        failures.remove(spec.name());
        found.spec = spec;
        return found.stack;
    }

    @Override
    public Optional<NetworkStack> find(String name) {
        return Optional.ofNullable(up.get(name)).map(found -> found.stack);
    }

    @Override
    public List<NetworkStack> stacks() {
        return up.values().stream().map(each -> each.stack).toList();
    }

    @Override
    public List<FailedStack> failures() {
        return List.copyOf(failures.values());
    }

    @Override
    public boolean delete(String name) {
        if (name.equals("stuck")) {
            throw new UncheckedIOException("cannot be deleted", new IOException("no space left on device"));
        }
        return up.remove(name) != null || failures.remove(name) != null;
    }

    @Override
    public AutoCloseable addListener(StackListener listener) {
        throw new UnsupportedOperationException();
    }
}

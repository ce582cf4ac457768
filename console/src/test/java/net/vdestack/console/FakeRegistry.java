package net.vdestack.console;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import net.vdestack.api.DropReason;
import net.vdestack.api.FailedStack;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.Route;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.StackStatistics;

/** Stacks that are specifications and nothing else. */
final class FakeRegistry implements StackRegistry {
    private static final UUID UID = UUID.fromString("9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11");
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, StackSpec> up = new TreeMap<>();
    private final Map<String, FailedStack> failures = new TreeMap<>();

    /** Adds one that could not be started. */
    void fail(String name, Optional<StackSpec> spec, String error) {
        failures.put(name, new FailedStack(name, UID, CREATED, spec, error));
    }

    private NetworkStack stack(String name) {
        return (NetworkStack) Proxy.newProxyInstance(
                FakeRegistry.class.getClassLoader(),
                new Class<?>[] {NetworkStack.class},
                (proxy, method, words) -> answer(name, method.getName(), words));
    }

    private Object answer(String name, String method, Object... words) {
        StackSpec spec = up.get(name);
        if (spec == null && !method.equals("name")) {
            throw new IllegalStateException("stack " + name + " is closed");
        }
        return switch (method) {
            case "name" -> name;
            case "spec" -> spec;
            case "uid" -> UID;
            case "createdAt" -> CREATED;
            case "state" -> StackState.UP;
            case "links" -> links(spec);
            case "routes" -> routes(spec);
            case "statistics" ->
                new StackStatistics(
                        name,
                        CREATED,
                        spec.links().stream()
                                .map(link -> new LinkStatistics(
                                        link.name(), "lan", 1, 2, 3, 4, Map.of(DropReason.NO_PEER, 5L), 6, 7))
                                .toList(),
                        new SocketCounts(8, 9, 10));
            case "connect" -> up.put(name, spec.withNetwork((String) words[0], (String) words[1]));
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private static List<LinkStatus> links(StackSpec spec) {
        ForwarderStatus forwarder = new ForwarderStatus("lan", ForwarderState.CONNECTED, CREATED, 0, Optional.empty());
        return spec.links().stream()
                .map(link -> new LinkStatus(
                        link.name(),
                        link.network(),
                        new MacAddress(2),
                        1500,
                        true,
                        List.of(InterfaceAddress.parse("10.0.0.1/24"), InterfaceAddress.parse("fe80::1/64")),
                        forwarder))
                .toList();
    }

    private static List<Route> routes(StackSpec spec) {
        return spec.links().stream()
                .map(link -> new Route(
                        InterfaceAddress.parse("0.0.0.0/0"),
                        Optional.of(InterfaceAddress.parseAddress("10.0.0.254")),
                        Optional.of(link.name()),
                        0))
                .toList();
    }

    @Override
    public NetworkStack create(StackSpec spec) {
        if (up.putIfAbsent(spec.name(), spec) != null) {
            throw new IllegalStateException("a stack named " + spec.name() + " exists");
        }
        return stack(spec.name());
    }

    @Override
    public NetworkStack update(StackSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<NetworkStack> find(String name) {
        return Optional.of(name).filter(up::containsKey).map(this::stack);
    }

    @Override
    public List<NetworkStack> stacks() {
        return up.keySet().stream().map(this::stack).toList();
    }

    @Override
    public List<FailedStack> failures() {
        return List.copyOf(failures.values());
    }

    @Override
    public boolean delete(String name) {
        return up.remove(name) != null || failures.remove(name) != null;
    }

    @Override
    public AutoCloseable addListener(StackListener listener) {
        throw new UnsupportedOperationException();
    }
}

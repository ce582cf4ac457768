package net.vdestack.linux.osgi;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.linux.stack.StackIdentity;

/** Stacks that are specifications and nothing else. A specification with the commands {@code false} fails. */
final class FakeStacks implements StackRegistry {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<StackListener> listeners = new CopyOnWriteArrayList<>();
    /** Why updates fail; null if they do not. */
    String refusal;

    private final Map<String, FakeStack> up = new TreeMap<>();
    private final AtomicInteger nextMac = new AtomicInteger();

    @Override
    public NetworkStack create(StackSpec spec) throws IOException {
        return create(spec, StackIdentity.ofNew());
    }

    NetworkStack create(StackSpec spec, StackIdentity identity) throws IOException {
        calls.add("create " + spec.name());
        return make(spec, identity);
    }

    NetworkStack restore(StackSpec spec, StackIdentity identity) throws IOException {
        calls.add("restore " + spec.name());
        return make(spec, identity);
    }

    private synchronized NetworkStack make(StackSpec spec, StackIdentity identity) throws IOException {
        requireGood(spec);
        FakeStack made = new FakeStack(spec, identity);
        up.put(spec.name(), made);
        return made.view;
    }

    private void requireUnderlay(StackSpec spec) {
        spec.underlay().filter(name -> !up.containsKey(name)).ifPresent(name -> {
            throw new IllegalArgumentException("no underlay " + name);
        });
    }

    private static void requireGood(StackSpec spec) throws IOException {
        if (spec.commands().equals("false")) {
            throw new IOException("command 'false' failed");
        }
    }

    @Override
    public synchronized NetworkStack update(StackSpec spec) throws IOException {
        calls.add("update " + spec.name());
        if (refusal != null) {
            throw new IOException(refusal);
        }
        requireGood(spec);
        requireUnderlay(spec);
        FakeStack found = up.get(spec.name());
        found.spec = spec;
        return found.view;
    }

    @Override
    public synchronized Optional<NetworkStack> find(String name) {
        return Optional.ofNullable(up.get(name)).map(found -> found.view);
    }

    @Override
    public synchronized List<NetworkStack> stacks() {
        List<NetworkStack> all = new ArrayList<>();
        up.values().forEach(each -> all.add(each.view));
        return all;
    }

    @Override
    public boolean delete(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable addListener(StackListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @SuppressWarnings("UnusedMethod") // called by Partial
    private final class FakeStack {
        private final NetworkStack view = Partial.of(NetworkStack.class, this);
        private volatile StackSpec spec;
        private volatile StackState state = StackState.UP;
        private final StackIdentity identity;
        private final Map<String, MacAddress> macs = new HashMap<>();

        FakeStack(StackSpec spec, StackIdentity identity) {
            this.spec = spec;
            this.identity = identity;
            macs.putAll(identity.macs());
        }

        UUID uid() {
            return identity.uid();
        }

        Instant createdAt() {
            return identity.createdAt();
        }

        synchronized List<LinkStatus> links() {
            ForwarderStatus connected =
                    new ForwarderStatus("lan", ForwarderState.CONNECTED, Instant.EPOCH, 0, Optional.empty());
            return spec.links().stream()
                    .map(link ->
                            new LinkStatus(link.name(), link.network(), mac(link), 1500, true, List.of(), connected))
                    .toList();
        }

        private MacAddress mac(LinkSpec link) {
            return link.mac()
                    .orElseGet(() -> macs.computeIfAbsent(
                            link.name(), name -> new MacAddress(0x020000000000L | nextMac.getAndIncrement())));
        }

        String name() {
            return spec.name();
        }

        StackSpec spec() {
            return spec;
        }

        StackState state() {
            return state;
        }

        void configure(String config) {
            spec = spec.withConfig(config);
        }

        void connect(String link, String network) throws IOException {
            if (network.equals("no://")) {
                throw new IOException("no such network");
            }
            spec = spec.withNetwork(link, network);
        }

        void close() {
            calls.add("close " + name());
            state = StackState.STOPPING;
            synchronized (FakeStacks.this) {
                up.remove(name(), this);
            }
        }
    }
}

package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import net.vdestack.api.FailedStack;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.linux.socket.OpenSockets;
import net.vdestack.linux.socket.StackSockets;

/**
 * A bundle that uses stacks: the registry it is given, its view of each stack with the account of its sockets, and its
 * listeners.
 */
final class StackUser implements StackRegistry {
    private static final Logger LOG = System.getLogger(StackUser.class.getName());

    private final String reason;
    private final ConfiguredStacks stacks;
    private final StackRegistry live;
    private final BiFunction<NetworkStack, OpenSockets, StackSockets> opener;

    private final Map<NetworkStack, BundleStack> views = new HashMap<>();
    private final Set<AutoCloseable> subscriptions = new HashSet<>();
    private boolean closed;

    /**
     * @param bundle the bundle's name
     * @param live tells of all stacks
     * @param opener opens the sockets of a stack and enters them into an account
     */
    StackUser(
            String bundle,
            ConfiguredStacks stacks,
            StackRegistry live,
            BiFunction<NetworkStack, OpenSockets, StackSockets> opener) {
        this.reason = "bundle " + bundle + " is stopped";
        this.stacks = stacks;
        this.live = live;
        this.opener = opener;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException(reason);
        }
    }

    /** The bundle's view of a stack: always the same one. */
    synchronized NetworkStack view(NetworkStack stack) {
        requireOpen();
        BundleStack known = views.get(stack);
        if (known != null) {
            return known;
        }
        OpenSockets account = new OpenSockets(reason);
        BundleStack view = new BundleStack(stack, opener.apply(stack, account), account, stacks::change);
        if (stack.state() != StackState.STOPPING) {
            views.put(stack, view);
        }
        return view;
    }

    synchronized void forget(NetworkStack stack) {
        views.remove(stack);
    }

    @Override
    public NetworkStack create(StackSpec spec) throws IOException {
        requireOpen();
        return view(stacks.create(spec));
    }

    @Override
    public NetworkStack update(StackSpec spec) throws IOException {
        requireOpen();
        return view(stacks.update(spec));
    }

    @Override
    public Optional<NetworkStack> find(String name) {
        requireOpen();
        return stacks.find(name).map(this::view);
    }

    @Override
    public List<NetworkStack> stacks() {
        requireOpen();
        return stacks.stacks().stream().map(this::view).toList();
    }

    @Override
    public List<FailedStack> failures() {
        requireOpen();
        return stacks.failures();
    }

    @Override
    public boolean delete(String name) {
        requireOpen();
        return stacks.delete(name);
    }

    @Override
    public synchronized AutoCloseable addListener(StackListener listener) {
        requireOpen();
        AutoCloseable subscription = live.addListener(listener);
        subscriptions.add(subscription);
        return () -> end(subscription);
    }

    private void end(AutoCloseable subscription) throws Exception {
        boolean open;
        synchronized (this) {
            open = subscriptions.remove(subscription);
        }
        if (open) {
            subscription.close();
        }
    }

    /** Closes the bundle's sockets and ends its subscriptions, and gives it nothing any more. */
    void close() {
        List<BundleStack> used;
        List<AutoCloseable> subscribed;
        synchronized (this) {
            closed = true;
            used = List.copyOf(views.values());
            subscribed = List.copyOf(subscriptions);
            views.clear();
        }
        used.forEach(BundleStack::end);
        for (AutoCloseable each : subscribed) {
            try {
                end(each);
            } catch (Exception e) {
                LOG.log(Level.WARNING, reason + ": its stack listener", e);
            }
        }
    }
}

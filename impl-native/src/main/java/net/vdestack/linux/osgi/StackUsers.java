package net.vdestack.linux.osgi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.vdestack.api.NetworkStack;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * The bundles that use stacks. What one has is closed when it has stopped: after its own activator and components are
 * through, which may still need it.
 */
final class StackUsers implements SynchronousBundleListener {
    private static final int STARTED = Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final Map<Bundle, StackUser> users = new HashMap<>();
    private final Function<Bundle, StackUser> maker;

    StackUsers(Function<Bundle, StackUser> maker) {
        this.maker = maker;
    }

    /** @throws IllegalStateException if the bundle is not started: nothing would tell when it is through */
    synchronized StackUser of(Bundle bundle) {
        if ((bundle.getState() & STARTED) == 0) {
            throw new IllegalStateException("bundle " + bundle.getSymbolicName() + " is not started");
        }
        return users.computeIfAbsent(bundle, maker);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPED) {
            StackUser stopped;
            synchronized (this) {
                stopped = users.remove(event.getBundle());
            }
            if (stopped != null) {
                stopped.close();
            }
        }
    }

    /** A stack is closed, and its sockets with it. */
    void forget(NetworkStack stack) {
        List<StackUser> all;
        synchronized (this) {
            all = List.copyOf(users.values());
        }
        all.forEach(user -> user.forget(stack));
    }
}

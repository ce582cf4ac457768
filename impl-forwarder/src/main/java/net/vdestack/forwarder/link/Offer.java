package net.vdestack.forwarder.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.linux.syscall.Waits;

/** A provider that was added, and who uses it, so that all of them can let go of it when it leaves. Thread safe. */
final class Offer {
    private static final Logger LOG = System.getLogger(Offer.class.getName());
    /** A port closes within a second; an opening that takes no notice of its interruption is not waited for longer. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Has code of a provider run, or has something open that it made. */
    interface User {
        /** The provider leaves: let go of all that is its, and {@link Offer#release} it, now or as soon as can be. */
        void revoked(Offer offer);
    }

    private final String scheme;
    private final Set<User> users = new HashSet<>();
    /** Null when it has left, so that nothing keeps the classes of a bundle that was stopped. */
    private ForwarderProvider provider;

    Offer(ForwarderProvider provider) {
        this.provider = provider;
        this.scheme = provider.scheme();
    }

    String scheme() {
        return scheme;
    }

    synchronized boolean isOf(ForwarderProvider other) {
        return provider == other;
    }

    /**
     * Lets a user have the provider until it {@linkplain #release releases} the offer, once for all its uses.
     *
     * @return the provider; null if it has left
     */
    synchronized ForwarderProvider use(User user) {
        if (provider != null) {
            users.add(user);
        }
        return provider;
    }

    /** Nothing of the user is the provider's any more. */
    synchronized void release(User user) {
        users.remove(user);
        notifyAll();
    }

    /** Takes the provider away from its users. When this returns they have let go, or a warning was logged. */
    void withdraw() {
        List<User> present;
        synchronized (this) {
            provider = null;
            present = List.copyOf(users);
        }
        for (User user : present) {
            try {
                user.revoked(this);
            } catch (RuntimeException | Error e) {
                // the others have to let go all the same
                LOG.log(Level.WARNING, "a link that loses its provider for scheme " + scheme, e);
            }
        }
        if (!awaitUnused()) {
            LOG.log(Level.WARNING, "the provider for scheme {0} was removed and is still in use: it blocks", scheme);
        }
    }

    private boolean awaitUnused() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        return Waits.uninterruptibly(() -> {
            synchronized (this) {
                long left = deadline - System.nanoTime();
                while (!users.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    left = deadline - System.nanoTime();
                }
                return users.isEmpty();
            }
        });
    }
}

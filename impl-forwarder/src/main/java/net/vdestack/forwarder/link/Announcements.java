package net.vdestack.forwarder.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.forwarding.LinkDevice;

/** How a link's forwarder is, and what its device is told of that, in the order of the changes. */
final class Announcements {
    private static final Logger LOG = System.getLogger(Announcements.class.getName());

    private final LinkDevice device;
    private final LinkCounters counters;
    private volatile ForwarderStatus status;
    private final Queue<ForwarderStatus> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    Announcements(LinkDevice device, LinkCounters counters, String scheme) {
        this.device = device;
        this.counters = counters;
        this.status = new ForwarderStatus(scheme, ForwarderState.CONNECTING, Instant.now(), 0, Optional.empty());
    }

    /** The latest. */
    ForwarderStatus status() {
        return status;
    }

    /**
     * Changes the status, and has it told with the next {@link #tell}. One thread at a time.
     *
     * @param error null if there is none
     * @param anew whether the state begins now, even if it was the same before
     */
    void publish(String scheme, ForwarderState state, String error, boolean anew) {
        Instant since = state == status.state() && !anew ? status.since() : Instant.now();
        ForwarderStatus now =
                new ForwarderStatus(scheme, state, since, counters.reconnects(), Optional.ofNullable(error));
        if (!now.equals(status)) {
            status = now;
            untold.add(now);
        }
    }

    /**
     * Tells what was not told yet. Whoever is told may come back with a change of its own, so that no lock may be held,
     * and who finds another thread at it leaves it the rest. Any thread.
     */
    void tell() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int answered = 1;
        do {
            for (ForwarderStatus next = untold.poll(); next != null; next = untold.poll()) {
                try {
                    device.forwarderChanged(next);
                } catch (RuntimeException | LinkageError e) {
                    // the latter of a listener whose bundle is being replaced
                    LOG.log(Level.WARNING, "stack " + device.stack() + ", link " + device.name() + ": a listener", e);
                }
            }
            answered = calls.addAndGet(-answered);
        } while (answered != 0);
    }
}

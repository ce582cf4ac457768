package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;

/**
 * Keeps a link's TAP plugged into its network: swaps it to another one, and looks for one that was lost.
 *
 * <p>All changes are made under one lock. It is held neither while a network is being opened, which may take long and
 * must not keep {@link #close} waiting, nor while the device is told. Frames flow without it.
 */
final class PluggedLink implements LinkForwarder {
    private static final Logger LOG = System.getLogger(PluggedLink.class.getName());

    private final LinkDevice device;
    private final Providers providers;
    private final Retry retry;
    private final LinkCounters counters = new LinkCounters();
    private final TapSink sink;
    private final TransmitLane lane;
    private final LaneThread transmitter;

    private final ReentrantLock changing = new ReentrantLock();
    private volatile Locator network;
    private volatile ForwarderStatus status;
    /** Null while there is no network. */
    private Attachment attachment;
    /** The next attempt to find the network; null when none is due. */
    private Future<?> attempt;
    /** How often a network was lost: an attempt that began before the last time is of no interest. */
    private int losses;

    private boolean interfaceGone;
    private boolean closed;

    private final Queue<ForwarderStatus> unannounced = new ConcurrentLinkedQueue<>();
    private final AtomicInteger announcements = new AtomicInteger();

    private PluggedLink(LinkDevice device, Providers providers, Retry retry, Locator network) throws IOException {
        this.device = device;
        this.providers = providers;
        this.retry = retry;
        this.network = network;
        this.sink = new TapSink(device.descriptor(), counters);
        this.lane = new TransmitLane(
                new TapPort(device.name(), device.descriptor(), counters), counters, this::sendingFailed);
        this.transmitter = new LaneThread(lane, threadName("-tx"), device.threadFactory(), this::readingTapFailed);
        this.status =
                new ForwarderStatus(network.scheme(), ForwarderState.CONNECTING, Instant.now(), 0, Optional.empty());
    }

    /** Plugs a link in. Nothing is left behind if the network cannot be opened. */
    static PluggedLink open(LinkDevice device, Providers providers, Retry retry, String network) throws IOException {
        Locator locator = Locator.parse(network);
        PluggedLink link = new PluggedLink(device, providers, retry, locator);
        try {
            link.transmitter.start();
            if (!link.plugInto(locator, link::isUsable, () -> {})) {
                throw link.gone();
            }
            return link;
        } catch (IOException | RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }

    private String threadName(String role) {
        return "vdestack-" + device.stack() + "-" + device.name() + role;
    }

    private void onOtherThread(String role, Runnable task) {
        Thread thread = device.threadFactory().newThread(task);
        thread.setName(threadName(role));
        thread.start();
    }

    /**
     * Opens a network, then sends to it instead of the one before.
     *
     * @param wanted asked under the lock when it is open
     * @param count what to count then
     * @return false if it is not wanted any more
     */
    private boolean plugInto(Locator to, BooleanSupplier wanted, Runnable count) throws IOException {
        LinkPortContext context = new LinkPortContext(
                device,
                counters,
                sink,
                providers,
                (reporting, reason) -> onOtherThread("-lost", () -> lost(each -> each.context() == reporting, reason)));
        Attachment next = Attachment.open(to, device, providers, context, sink);
        boolean used = false;
        changing.lock();
        try {
            if (wanted.getAsBoolean()) {
                requirePresent(next);
                count.run();
                attach(next);
                used = true;
            }
        } finally {
            changing.unlock();
            if (!used) {
                leave(next);
            }
        }
        announce();
        return used;
    }

    /** Reports of loss take the lock, so one that is not seen here finds the network in use. */
    private static void requirePresent(Attachment next) throws IOException {
        Optional<String> loss = next.context().loss();
        if (loss.isPresent()) {
            throw new IOException(next.network() + " was lost at once: " + loss.get());
        }
    }

    /** Sends to a new connection from now on and leaves the one before. Called with the lock. */
    private void attach(Attachment next) {
        cancelAttempt();
        Attachment before = attachment;
        attachment = next;
        network = next.network();
        transmitter.execute(() -> lane.target(next.port()));
        leave(before);
        // only now, so that what we send into one is not taken in from the other, should they be the same network
        next.start();
        publish(ForwarderState.CONNECTED, null);
    }

    private void leave(Attachment before) {
        if (before == null) {
            return;
        }
        try {
            before.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: leaving {2}: {3}",
                    device.stack(),
                    device.name(),
                    before.network(),
                    Attachment.describe(e));
        }
    }

    /** Called with the lock. */
    private void publish(ForwarderState state, String error) {
        Instant since = state == status.state() && attachment == null ? status.since() : Instant.now();
        ForwarderStatus now =
                new ForwarderStatus(network.scheme(), state, since, counters.reconnects(), Optional.ofNullable(error));
        if (!now.equals(status)) {
            status = now;
            unannounced.add(now);
        }
    }

    /**
     * Tells the device what was published, in order. Whoever is told may come back with a change of its own, so the
     * lock is not held, and who finds another thread at it leaves it the rest.
     */
    private void announce() {
        if (announcements.getAndIncrement() != 0) {
            return;
        }
        int asked = 1;
        do {
            for (ForwarderStatus next = unannounced.poll(); next != null; next = unannounced.poll()) {
                try {
                    device.forwarderChanged(next);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "stack " + device.stack() + ", link " + device.name() + ": a listener", e);
                }
            }
            asked = announcements.addAndGet(-asked);
        } while (asked != 0);
    }

    @Override
    public String network() {
        return network.toString();
    }

    @Override
    public void connect(String other) throws IOException {
        Locator to = Locator.parse(other);
        if (!plugInto(to, this::isUsable, counters::swapped)) {
            throw gone();
        }
    }

    private IOException gone() {
        return new IOException("link " + device.name() + " of stack " + device.stack() + " is gone");
    }

    /** Called with the lock. */
    private boolean isUsable() {
        return !closed && !interfaceGone;
    }

    private void cancelAttempt() {
        if (attempt != null) {
            attempt.cancel(false);
            attempt = null;
        }
    }

    /** A network was lost: leave it and look for it again. Late reports of one already left are ignored. */
    private void lost(Predicate<Attachment> which, String reason) {
        changing.lock();
        try {
            if (attachment == null || !which.test(attachment)) {
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: {2} is lost: {3}",
                    device.stack(),
                    device.name(),
                    network,
                    reason);
            Attachment before = attachment;
            attachment = null;
            losses++;
            transmitter.execute(() -> lane.target(null));
            leave(before);
            publish(ForwarderState.DISCONNECTED, reason);
            tryLater(1);
        } finally {
            changing.unlock();
        }
        announce();
    }

    /** Called with the lock. */
    private void tryLater(int number) {
        int loss = losses;
        attempt = retry.schedule(() -> onOtherThread("-retry", () -> tryNow(loss, number)), number);
    }

    private void tryNow(int loss, int number) {
        BooleanSupplier wanted = () -> isUsable() && attachment == null && losses == loss;
        try {
            if (plugInto(network, wanted, counters::reconnected)) {
                LOG.log(Level.INFO, "stack {0}, link {1}: {2} is back", device.stack(), device.name(), network);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            changing.lock();
            try {
                if (wanted.getAsBoolean()) {
                    publish(ForwarderState.DISCONNECTED, Attachment.describe(e));
                    tryLater(number + 1);
                }
            } finally {
                changing.unlock();
            }
            announce();
        }
    }

    /** On the transmitting thread. */
    private void sendingFailed(FramePort port, IOException failure) {
        onOtherThread("-lost", () -> lost(each -> each.port() == port, Attachment.describe(failure)));
    }

    /** On the transmitting thread, as its last act: without the TAP there is no link. */
    private void readingTapFailed(Throwable failure) {
        onOtherThread("-lost", () -> {
            changing.lock();
            try {
                interfaceGone = true;
                cancelAttempt();
                sink.close();
                leave(attachment);
                attachment = null;
                if (!closed) {
                    LOG.log(
                            Level.WARNING,
                            "stack {0}, link {1}: {2}",
                            device.stack(),
                            device.name(),
                            Attachment.describe(failure));
                    publish(ForwarderState.DISCONNECTED, Attachment.describe(failure));
                }
            } finally {
                changing.unlock();
            }
            announce();
        });
    }

    @Override
    public ForwarderStatus status() {
        return status;
    }

    @Override
    public LinkStatistics statistics() {
        return counters.snapshot(device.name(), network.scheme());
    }

    @Override
    public void close() {
        changing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            cancelAttempt();
            transmitter.stop();
            leave(attachment);
            attachment = null;
            sink.close();
        } finally {
            changing.unlock();
        }
    }
}

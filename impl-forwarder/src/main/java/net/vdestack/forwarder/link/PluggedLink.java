package net.vdestack.forwarder.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
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
 * <p>All changes are made under one lock; frames flow without it.
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

    private boolean interfaceGone;
    private boolean closed;

    private PluggedLink(LinkDevice device, Providers providers, Retry retry, Locator network) throws IOException {
        this.device = device;
        this.providers = providers;
        this.retry = retry;
        this.network = network;
        this.sink = new TapSink(device.descriptor(), counters);
        this.lane = new TransmitLane(
                new TapPort(device.name(), device.descriptor(), counters), counters, this::sendingFailed);
        String name = "vdestack-" + device.stack() + "-" + device.name() + "-tx";
        this.transmitter = new LaneThread(lane, name, device.threadFactory(), this::readingTapFailed);
        this.status = status(ForwarderState.CONNECTING, null);
    }

    /** Plugs a link in. Nothing is left behind if the network cannot be opened. */
    static PluggedLink open(LinkDevice device, Providers providers, Retry retry, String network) throws IOException {
        Locator locator = Locator.parse(network);
        PluggedLink link = new PluggedLink(device, providers, retry, locator);
        try {
            link.transmitter.start();
            link.changing.lock();
            try {
                link.attach(link.attachTo(locator));
            } finally {
                link.changing.unlock();
            }
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /**
     * Opens a connection to a network. Called with the lock, which keeps its report of loss waiting until it is in use.
     */
    private Attachment attachTo(Locator to) throws IOException {
        Attachment[] opened = new Attachment[1];
        LinkPortContext context = new LinkPortContext(
                device, counters, sink, providers, reason -> onOtherThread(() -> lost(opened[0], reason)));
        opened[0] = Attachment.open(to, device, providers, context, sink);
        return opened[0];
    }

    private void onOtherThread(Runnable task) {
        Thread thread = device.threadFactory().newThread(task);
        thread.setName("vdestack-" + device.stack() + "-" + device.name() + "-lost");
        thread.start();
    }

    /** Sends to a new connection from now on and leaves the one before. Called with the lock. */
    private void attach(Attachment next) {
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
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: leaving {2}: {3}",
                    device.stack(),
                    device.name(),
                    before.network(),
                    e.getMessage());
        }
    }

    private void publish(ForwarderState state, String error) {
        ForwarderStatus now = status(state, error);
        status = now;
        device.forwarderChanged(now);
    }

    private ForwarderStatus status(ForwarderState state, String error) {
        return new ForwarderStatus(
                network.scheme(), state, Instant.now(), counters.reconnects(), Optional.ofNullable(error));
    }

    @Override
    public String network() {
        return network.toString();
    }

    @Override
    public void connect(String other) throws IOException {
        Locator to = Locator.parse(other);
        changing.lock();
        try {
            if (closed || interfaceGone) {
                throw new IOException("link " + device.name() + " of stack " + device.stack() + " is gone");
            }
            Attachment next = attachTo(to);
            cancelAttempt();
            attach(next);
            counters.swapped();
        } finally {
            changing.unlock();
        }
    }

    private void cancelAttempt() {
        if (attempt != null) {
            attempt.cancel(false);
            attempt = null;
        }
    }

    /** A network was lost: leave it and look for it again. Late reports of one already left are ignored. */
    private void lost(Attachment which, String reason) {
        changing.lock();
        try {
            if (which == null || which != attachment) {
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: {2} is lost: {3}",
                    device.stack(),
                    device.name(),
                    network,
                    reason);
            attachment = null;
            transmitter.execute(() -> lane.target(null));
            leave(which);
            publish(ForwarderState.DISCONNECTED, reason);
            tryLater(1);
        } finally {
            changing.unlock();
        }
    }

    private void tryLater(int number) {
        attempt = retry.schedule(() -> tryNow(number), number, device.threadFactory());
    }

    private void tryNow(int number) {
        changing.lock();
        try {
            if (closed || interfaceGone || attachment != null) {
                return;
            }
            Attachment found = attachTo(network);
            counters.reconnected();
            attach(found);
            LOG.log(Level.INFO, "stack {0}, link {1}: {2} is back", device.stack(), device.name(), network);
        } catch (IOException | RuntimeException e) {
            publish(ForwarderState.DISCONNECTED, Attachment.describe(e));
            tryLater(number + 1);
        } finally {
            changing.unlock();
        }
    }

    /** On the transmitting thread. */
    private void sendingFailed(FramePort port, IOException failure) {
        onOtherThread(() -> {
            changing.lock();
            try {
                if (attachment != null && attachment.port() == port) {
                    attachment.down(failure.getMessage());
                }
            } finally {
                changing.unlock();
            }
        });
    }

    /** On the transmitting thread, as its last act: without the TAP there is no link. */
    private void readingTapFailed(Throwable failure) {
        onOtherThread(() -> {
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

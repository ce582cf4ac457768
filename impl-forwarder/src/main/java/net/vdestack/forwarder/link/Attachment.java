package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/**
 * A link's connection to one network, from the moment it is being opened: the port, the lane that brings its frames in
 * if it does not bring them itself, and the hold on all providers whose code it runs, those of nested networks
 * included.
 */
final class Attachment implements Offer.User {
    /** Whoever has attachments. */
    interface Owner {
        /** The network is lost. Called on a thread of the network; returns at once. */
        void lost(Attachment attachment, String reason);

        /** A provider leaves: an attachment that is in use is to be closed when this returns. */
        void revoked(Attachment attachment, String scheme, String reason);

        /** The underlay ends: an attachment that is in use is to be closed when this returns. */
        void stranded(Attachment attachment, String reason);
    }

    private final Locator network;
    private final LinkEnd link;
    private final Providers providers;
    private final LanePool<ReceiveBuffers> receivers;
    private final Owner owner;
    private final LinkPortContext context;
    /** The schemes it needed so far. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private final Set<Offer> used = ConcurrentHashMap.newKeySet();
    /** One object, by which the underlay knows who it is that leaves. */
    private final Consumer<String> stranding = this::stranded;
    /** Null while it does without. */
    private Underlay underlay;
    /** The thread that opens it, while it may be interrupted. */
    private Thread opener;

    private boolean abandoned;
    private boolean closed;
    /** Null before it is open, and after. */
    private FramePort port;
    /** Null for a network that delivers by itself. */
    private PooledLane receiver;

    Attachment(Locator network, LinkEnd link, Providers providers, LanePool<ReceiveBuffers> receivers, Owner owner) {
        this.network = network;
        this.link = link;
        this.providers = providers;
        this.receivers = receivers;
        this.owner = owner;
        this.context = new LinkPortContext(link, this::underlay, this::openPort, reason -> owner.lost(this, reason));
    }

    /** In words, if it was thrown to be read by people. */
    static String describe(Throwable failure) {
        boolean words = failure instanceof IOException || failure instanceof IllegalArgumentException;
        return words && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    Locator network() {
        return network;
    }

    FramePort port() {
        return port;
    }

    /**
     * Opens the port; frames come in after {@link #start} only. To be closed even if this fails.
     *
     * @param pauseMillis how long to wait before
     */
    void open(long pauseMillis) throws IOException {
        beInterruptible();
        try {
            Thread.sleep(pauseMillis);
            port = openPort(network, context);
        } catch (InterruptedException e) {
            throw new IOException("the search for " + network + " was given up", e);
        } finally {
            beUninterruptible();
        }
        if (port.readDescriptor() != FramePort.NO_DESCRIPTOR) {
            // now, while nothing has changed: there may be no more threads to be had
            receiver = receivers.add(
                    new ReceiveLane(port, link.tap(), receivers.buffers()),
                    link.device().threadFactory(),
                    failure -> context.down(describe(failure)));
        }
    }

    private synchronized void beInterruptible() throws IOException {
        if (abandoned) {
            throw new IOException("the search for " + network + " was given up");
        }
        opener = Thread.currentThread();
    }

    private synchronized void beUninterruptible() {
        opener = null;
        // it was meant for the opening, and would disturb what comes after
        Thread.interrupted();
    }

    private FramePort openPort(Locator to, PortContext portContext) throws IOException {
        return use(to).open(to, portContext);
    }

    private synchronized ForwarderProvider use(Locator to) throws IOException {
        if (closed) {
            throw new IOException("the connection to " + network + " is closed");
        }
        asked.add(to.scheme());
        Providers.Use use = providers.use(to, this);
        used.add(use.offer());
        return use.provider();
    }

    /** Interrupts the thread that opens it, if one does. */
    synchronized void interrupt() {
        if (opener != null) {
            opener.interrupt();
        }
    }

    /** Is not to be opened, or no further. */
    synchronized void abandon() {
        abandoned = true;
        interrupt();
    }

    /** Whether it needs, or needed, a provider for this scheme. */
    boolean asked(String scheme) {
        return asked.contains(scheme);
    }

    /** Whether opening it anew would use the same providers. False while it has not asked for any. */
    boolean isCurrent() {
        return !asked.isEmpty()
                && asked.stream()
                        .allMatch(scheme ->
                                providers.best(scheme).map(used::contains).orElse(true));
    }

    /** Fails if the network was lost since it was opened. */
    void requirePresent() throws IOException {
        if (context.loss().isPresent()) {
            throw new IOException(
                    network + " was lost at once: " + context.loss().get());
        }
    }

    /** From the first question on it cannot do without: whoever asks is about to open something there. */
    private synchronized Underlay underlay() {
        if (underlay == null) {
            underlay = link.device().underlay();
            underlay.use(stranding);
        }
        return underlay;
    }

    private void stranded(String reason) {
        context.lose(reason);
        interrupt();
        owner.stranded(this, reason);
    }

    @Override
    public void revoked(Offer offer) {
        String reason = "the provider for scheme " + offer.scheme() + " has gone";
        context.lose(reason);
        interrupt();
        owner.revoked(this, offer.scheme(), reason);
    }

    private synchronized void releaseUnderlay() {
        if (underlay != null) {
            underlay.release(stranding);
        }
    }

    void start() {
        if (receiver != null) {
            receiver.start();
        }
    }

    /** Leaves the network, and the providers. Nobody may be sending. */
    void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        try {
            if (receiver != null) {
                receiver.stop();
            }
            if (port != null) {
                port.close();
            }
        } finally {
            receiver = null;
            port = null;
            used.forEach(offer -> offer.release(this));
            releaseUnderlay();
        }
    }
}

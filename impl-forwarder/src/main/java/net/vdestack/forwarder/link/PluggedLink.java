package net.vdestack.forwarder.link;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.WritableByteChannel;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;

/**
 * Keeps a link's TAP plugged into its network: swaps it to another one or to a better provider, and looks for one that
 * was lost.
 *
 * <p>All changes are made under one lock. It is held neither while a network is being opened, which may take long and
 * must not keep {@link #close} waiting, nor while the device is told. Frames flow without it. Every opening has a
 * thread of its own, which is interrupted when nobody wants its outcome any more.
 */
final class PluggedLink implements LinkForwarder, Attachment.Owner {
    private static final Logger LOG = System.getLogger(PluggedLink.class.getName());

    private final LinkDevice device;
    private final Providers providers;
    private final LanePool<ReceiveBuffers> receivers;
    private final Consumer<PluggedLink> onClose;
    private final LinkCounters counters = new LinkCounters();
    private final Announcements announcements;
    private final Pump pump;
    private final LinkThreads threads;
    private final Search search;

    /** What is being opened for those who wait for it. */
    private final Set<Attachment> openings = ConcurrentHashMap.newKeySet();

    private final ReentrantLock changing = new ReentrantLock();
    private volatile Locator network;
    /** There is no TAP any more, or nobody to serve it. Changed under the lock. */
    private volatile boolean ended;

    private volatile boolean closed;
    /** How many frames had come in when the network was opened. Under the lock. */
    private long receivedBefore;

    private PluggedLink(
            LinkDevice device, Locator network, Providers providers, LanePools pools, Consumer<PluggedLink> onClose)
            throws IOException {
        this.device = device;
        this.network = network;
        this.providers = providers;
        this.receivers = pools.receivers();
        this.onClose = onClose;
        this.announcements = new Announcements(device, counters, network.scheme());
        this.pump = new Pump(device, counters, pools.transmitters(), this::sendingFailed, this::readingTapFailed);
        this.threads = new LinkThreads(pump.end());
        this.search = new Search(() -> attachmentTo(this.network), this::seek);
    }

    /**
     * A link that drops all frames, until it is opened or restored.
     *
     * @param onClose told when it was closed
     */
    static PluggedLink start(
            LinkDevice device, Locator network, Providers providers, LanePools pools, Consumer<PluggedLink> onClose)
            throws IOException {
        PluggedLink link = new PluggedLink(device, network, providers, pools, onClose);
        link.pump.start();
        return link;
    }

    private Attachment attachmentTo(Locator to) {
        return new Attachment(to, pump.end(), providers, receivers, this);
    }

    /** Plugs it in. It is closed if the network cannot be opened. */
    void open() throws IOException {
        try {
            swap(network, () -> {});
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Plugs it in, now or as soon as the network can be opened. */
    void restore() throws IOException {
        Attachment first;
        changing.lock();
        try {
            first = search.begin();
        } finally {
            changing.unlock();
        }
        try {
            await(first, () -> {
                tryOnce(first, 0);
                return null;
            });
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void connect(String other) throws IOException {
        swap(Locator.parse(other), counters::swapped);
    }

    private void swap(Locator to, Runnable count) throws IOException {
        Attachment next = attachmentTo(to);
        openings.add(next);
        try {
            if (!isUsable() || !await(next, () -> plug(next, 0, () -> true, count))) {
                throw new IOException("it is not wanted any more");
            }
        } catch (IOException e) {
            if (isUsable()) {
                throw e;
            }
            throw new IOException("link " + device.name() + " of stack " + device.stack() + " is gone", e);
        } finally {
            openings.remove(next);
        }
    }

    /** Has an opening done, and waits for it. What is to be told, this thread tells. */
    private <T> T await(Attachment next, Callable<T> opening) throws IOException {
        try {
            return threads.call("-open", opening, next::interrupt);
        } finally {
            announcements.tell();
        }
    }

    /**
     * Opens a network, then sends to it instead of the one before.
     *
     * @param wanted asked under the lock when it is open
     * @param count what to count then
     * @return false if it is not wanted any more
     */
    private boolean plug(Attachment next, int attempt, BooleanSupplier wanted, Runnable count) throws IOException {
        boolean used = false;
        try {
            next.open(Retry.pauseMillis(attempt));
            changing.lock();
            try {
                if (isUsable() && wanted.getAsBoolean()) {
                    // reports of loss take the lock, so one that is not seen here finds the network in use
                    next.requirePresent();
                    count.run();
                    attach(next);
                    used = true;
                }
            } finally {
                changing.unlock();
            }
        } finally {
            if (!used) {
                pump.leave(next);
            }
        }
        return used;
    }

    /** Called with the lock. */
    private void attach(Attachment next) {
        boolean swap = pump.attachment() != null;
        receivedBefore = counters.receiveFrames();
        pump.attach(next);
        network = next.network();
        announcements.publish(network.scheme(), ForwarderState.CONNECTED, null, swap);
        search.attached(next);
    }

    /** Called with the lock. */
    private void detach() {
        search.detached(pump.attachment());
        pump.detach();
    }

    private void log(Level level, String what) {
        LOG.log(level, "stack {0}, link {1}: {2}", device.stack(), device.name(), what);
    }

    /** Stays so as long as the lock is held. */
    private boolean isUsable() {
        return !closed && !ended;
    }

    private void seek(Attachment next, int attempt) {
        boolean begun = threads.tryStart("-retry", () -> {
            tryOnce(next, attempt);
            announcements.tell();
        });
        if (!begun) {
            search.giveUp();
        }
    }

    private void tryOnce(Attachment next, int attempt) {
        try {
            if (plug(next, attempt, () -> search.wants(next), this::countFound)) {
                log(Level.INFO, next.network() + " is connected");
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(next, attempt, e);
        }
    }

    /** Called with the lock. */
    private void countFound() {
        if (status().state() == ForwarderState.DISCONNECTED) {
            counters.reconnected();
        } else if (pump.attachment() != null || search.hasMissed()) {
            counters.swapped();
        }
    }

    private void failed(Attachment next, int attempt, Throwable failure) {
        String reason = Attachment.describe(failure);
        changing.lock();
        try {
            if (!search.wants(next)) {
                return;
            }
            if (pump.attachment() != null) {
                log(Level.WARNING, next.network() + " stays with the provider it has: " + reason);
                search.failedToImprove();
                return;
            }
            if (attempt == 0) {
                log(Level.WARNING, next.network() + " is not there: " + reason);
            }
            announcements.publish(network.scheme(), ForwarderState.DISCONNECTED, reason, false);
            search.failed(attempt, failure);
        } finally {
            changing.unlock();
        }
    }

    /** Another provider, or none, is the best of a scheme now. */
    void providerChanged(String scheme) {
        changing.lock();
        try {
            if (isUsable()) {
                search.providerChanged(scheme, pump.attachment());
            }
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void revoked(Attachment which, String scheme, String reason) {
        changing.lock();
        try {
            if (pump.attachment() != which) {
                return;
            }
            log(Level.WARNING, "leaving " + network + ": " + reason);
            detach();
            boolean replaced = providers.best(scheme).isPresent();
            announcements.publish(
                    network.scheme(), replaced ? ForwarderState.CONNECTING : ForwarderState.DISCONNECTED, reason, true);
            if (replaced) {
                search.beginIfIdle(0);
            }
        } finally {
            changing.unlock();
        }
        tellInBackground();
    }

    @Override
    public void lost(Attachment which, String reason) {
        lost(each -> each == which, reason);
    }

    @Override
    public void stranded(Attachment which, String reason) {
        leave(each -> each == which, reason);
        tellInBackground();
    }

    private void lost(Predicate<Attachment> which, String reason) {
        threads.tryStart("-lost", () -> {
            leave(which, reason);
            announcements.tell();
        });
    }

    /** A network was lost: leave it and look for it again. Late reports of one already left are ignored. */
    private void leave(Predicate<Attachment> which, String reason) {
        changing.lock();
        try {
            if (pump.attachment() == null || !which.test(pump.attachment())) {
                return;
            }
            log(Level.WARNING, network + " is lost: " + reason);
            detach();
            announcements.publish(network.scheme(), ForwarderState.DISCONNECTED, reason, true);
            // one that never brings a frame may fall at every attempt, such as a command that cannot do its work
            search.lost(counters.receiveFrames() != receivedBefore);
        } finally {
            changing.unlock();
        }
    }

    /** On the thread that is sending. */
    private void sendingFailed(FramePort port, IOException failure) {
        lost(each -> each.port() == port, Attachment.describe(failure));
    }

    /** Without the TAP there is no link. */
    private void readingTapFailed(Throwable failure) {
        threads.tryStart("-lost", () -> end(Attachment.describe(failure)));
    }

    /** Ends the link's work for a reason that its lender does not know. */
    void end(String reason) {
        changing.lock();
        try {
            if (!isUsable()) {
                return;
            }
            ended = true;
            giveUp();
            log(Level.WARNING, reason);
            pump.detach();
            announcements.publish(network.scheme(), ForwarderState.DISCONNECTED, reason, true);
        } finally {
            changing.unlock();
        }
        pump.captures().close();
        tellInBackground();
    }

    /** Nobody wants a network any more. Called with the lock, when the link is not usable. */
    private void giveUp() {
        search.giveUp();
        openings.forEach(Attachment::abandon);
    }

    /** For one who stops a bundle, and may hold a lock that a listener wants. */
    private void tellInBackground() {
        threads.tryStart("-tell", announcements::tell);
    }

    @Override
    public String network() {
        return network.toString();
    }

    @Override
    public ForwarderStatus status() {
        return announcements.status();
    }

    @Override
    public Closeable capture(WritableByteChannel pcapng) throws IOException {
        return pump.captures().start(pcapng);
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
            giveUp();
            pump.stop();
        } finally {
            changing.unlock();
        }
        pump.captures().close();
        onClose.accept(this);
    }
}

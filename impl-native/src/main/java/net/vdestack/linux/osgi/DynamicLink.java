package net.vdestack.linux.osgi;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;

/**
 * A link of {@link DynamicForwarders}: lent to the service that is there now.
 *
 * <p>It is plugged in and out under one lock. That is held neither while the device is told, nor while a network is
 * opened or swapped, which may take long. One network is opened at a time, under another lock, and what is superseded
 * when it is open at last is closed; so a service that leaves is not waited for. The service's own link sees to it that
 * a swap and an end do not meet. Whoever asks takes no lock.
 */
final class DynamicLink implements LinkForwarder {
    private static final Logger LOG = System.getLogger(DynamicLink.class.getName());

    private final LinkDevice device;
    private final Supplier<Forwarders> current;
    private final Consumer<DynamicLink> onFailed;
    private final Consumer<DynamicLink> onClosed;

    /** Of who uses the device to plug it in. Taken before the other. */
    private final ReentrantLock opening = new ReentrantLock();

    private final ReentrantLock plugging = new ReentrantLock();
    /** Written with the lock. */
    private volatile Plug plug;

    private boolean closed;

    /** What the device was told; whoever is telling it may touch this. */
    private ForwarderStatus told;

    private boolean telling;
    private boolean untold;

    /**
     * How a link is plugged in.
     *
     * @param service where to; null while it waits for one
     * @param link the service's own link; null while there is none
     * @param away what is told of it then
     * @param counted what those links have counted that were left
     */
    private record Plug(Forwarders service, LinkForwarder link, Away away, LinkStatistics counted) {}

    private record Away(String network, Instant since, String reason) {
        String scheme() {
            return Locator.parse(network).scheme();
        }
    }

    /**
     * Makes a link that is plugged in nowhere.
     *
     * @param current the service that is there now, or null
     * @param onFailed sees to it that a link which could not follow tries again
     * @throws IllegalArgumentException if the locator is malformed
     */
    DynamicLink(
            LinkDevice device,
            String network,
            Supplier<Forwarders> current,
            Consumer<DynamicLink> onFailed,
            Consumer<DynamicLink> onClosed) {
        this.device = device;
        this.current = current;
        this.onFailed = onFailed;
        this.onClosed = onClosed;
        Away away = new Away(network, Instant.now(), DynamicForwarders.ABSENT);
        this.plug = new Plug(
                null, null, away, new LinkStatistics(device.name(), away.scheme(), 0, 0, 0, 0, Map.of(), 0, 0));
    }

    /** Plugs it in, as {@link Forwarders#open}. */
    void open() throws IOException {
        opening.lock();
        try {
            Forwarders now = current.get();
            if (now == null) {
                throw new IOException(DynamicForwarders.ABSENT);
            }
            plugInto(now, now.open(new Lent(), network()));
        } finally {
            opening.unlock();
        }
        tell();
    }

    /** Plugs it in, as {@link Forwarders#restore}, or waits for a service. */
    void restore() throws IOException {
        opening.lock();
        try {
            Forwarders now = current.get();
            if (now != null) {
                plugInto(now, now.restore(new Lent(), network()));
            }
        } finally {
            opening.unlock();
        }
        tell();
    }

    /** Goes over to the service that is there now, unless it is there already. */
    void follow() {
        opening.lock();
        try {
            Forwarders now = current.get();
            if (now == null || !leaveFor(now)) {
                return;
            }
            if (plugInto(now, now.restore(new Lent(), network()))) {
                countReturn(now);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, label() + ": cannot be plugged in again: " + e);
            stayAway("cannot be plugged in again: " + e);
            onFailed.accept(this);
        } finally {
            opening.unlock();
        }
        tell();
    }

    /** Leaves the service used so far. False if it is that one, or there is nothing to plug in any more. */
    private boolean leaveFor(Forwarders now) {
        plugging.lock();
        try {
            if (closed || now == plug.service()) {
                return false;
            }
            unplug("the forwarder side is being replaced");
            return true;
        } finally {
            plugging.unlock();
        }
    }

    private void stayAway(String reason) {
        plugging.lock();
        try {
            plug = new Plug(null, null, new Away(network(), Instant.now(), reason), plug.counted());
        } finally {
            plugging.unlock();
        }
    }

    /**
     * Leaves a service. What it is opening is not waited for: it ends with the service, or is closed when it is open.
     */
    void leave(Forwarders leaving) {
        plugging.lock();
        try {
            if (plug.service() != leaving) {
                return;
            }
            unplug(DynamicForwarders.ABSENT);
        } finally {
            plugging.unlock();
        }
        tell();
    }

    /** False if it was left or closed meanwhile; then so is the service's link. */
    private boolean plugInto(Forwarders service, LinkForwarder link) {
        plugging.lock();
        try {
            if (!closed && current.get() == service) {
                plug = new Plug(service, link, null, plug.counted());
                return true;
            }
        } finally {
            plugging.unlock();
        }
        link.close();
        return false;
    }

    /** The network was found again without anyone's doing, of which the service's new link does not know. */
    private void countReturn(Forwarders service) {
        plugging.lock();
        try {
            if (plug.service() != service) {
                return;
            }
            ForwarderStatus status = plug.link().status();
            if (status.state() == ForwarderState.CONNECTED && status.reconnects() == 0) {
                LinkStatistics once = new LinkStatistics(device.name(), status.scheme(), 0, 0, 0, 0, Map.of(), 1, 0);
                plug = new Plug(service, plug.link(), null, sum(once, plug.counted()));
            }
        } finally {
            plugging.unlock();
        }
    }

    private void unplug(String reason) {
        LinkForwarder leaving = plug.link();
        if (leaving == null) {
            return;
        }
        try {
            leaving.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, label() + ": leaving " + leaving.network(), e);
        }
        // only now: until it was closed it may have been swapped, and have counted
        plug = new Plug(
                null,
                null,
                new Away(leaving.network(), Instant.now(), reason),
                sum(leaving.statistics(), plug.counted()));
    }

    private String label() {
        return "stack " + device.stack() + ", link " + device.name();
    }

    /** The counters of both, with the scheme of the first. */
    private static LinkStatistics sum(LinkStatistics now, LinkStatistics before) {
        Map<DropReason, Long> drops = new EnumMap<>(now.drops());
        before.drops().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        return new LinkStatistics(
                now.name(),
                now.scheme(),
                now.receiveFrames() + before.receiveFrames(),
                now.receiveBytes() + before.receiveBytes(),
                now.transmitFrames() + before.transmitFrames(),
                now.transmitBytes() + before.transmitBytes(),
                drops,
                now.reconnects() + before.reconnects(),
                now.swaps() + before.swaps());
    }

    /**
     * Tells the device how it is now, if it does not know. Whoever is told may come back with a change of its own, so
     * the lock is not held, and who finds another thread at it leaves it the rest.
     */
    private void tell() {
        synchronized (this) {
            untold = true;
            if (telling || plugging.isHeldByCurrentThread() || opening.isHeldByCurrentThread()) {
                return;
            }
            telling = true;
        }
        while (somethingIsUntold()) {
            ForwarderStatus now = status();
            if (!now.equals(told)) {
                told = now;
                try {
                    device.forwarderChanged(now);
                } catch (RuntimeException | LinkageError e) {
                    LOG.log(Level.WARNING, label() + ": a listener", e);
                }
            }
        }
    }

    private synchronized boolean somethingIsUntold() {
        telling = untold;
        untold = false;
        return telling;
    }

    @Override
    public String network() {
        Plug now = plug;
        return now.link() == null ? now.away().network() : now.link().network();
    }

    @Override
    public void connect(String other) throws IOException {
        present().connect(other);
    }

    private LinkForwarder present() throws IOException {
        // a service that has just arrived may not have come round to this link
        follow();
        Plug now = plug;
        if (now.link() == null) {
            throw new IOException(label() + ": " + now.away().reason());
        }
        return now.link();
    }

    @Override
    public ForwarderStatus status() {
        Plug now = plug;
        long reconnects = now.counted().reconnects();
        if (now.link() == null) {
            Away away = now.away();
            return new ForwarderStatus(
                    away.scheme(), ForwarderState.DISCONNECTED, away.since(), reconnects, Optional.of(away.reason()));
        }
        ForwarderStatus status = now.link().status();
        return new ForwarderStatus(
                status.scheme(), status.state(), status.since(), status.reconnects() + reconnects, status.error());
    }

    @Override
    public LinkStatistics statistics() {
        Plug now = plug;
        return now.link() == null ? now.counted() : sum(now.link().statistics(), now.counted());
    }

    /** Ends with the service: it is that one's code and thread. */
    @Override
    public Closeable capture(WritableByteChannel pcapng) throws IOException {
        return present().capture(pcapng);
    }

    @Override
    public void close() {
        plugging.lock();
        try {
            closed = true;
            unplug("closed");
        } finally {
            plugging.unlock();
            forget();
        }
    }

    /** The device may go after this, and not before who is opening a network for it is through. */
    private void forget() {
        opening.lock();
        try {
            onClosed.accept(this);
        } finally {
            opening.unlock();
        }
    }

    /** The device as it is lent to a service: what that reports is passed on with all that was counted before. */
    private final class Lent implements LinkDevice {
        @Override
        public String stack() {
            return device.stack();
        }

        @Override
        public String name() {
            return device.name();
        }

        @Override
        public MacAddress mac() {
            return device.mac();
        }

        @Override
        public int mtu() {
            return device.mtu();
        }

        @Override
        public Set<Offload> offloads() {
            return device.offloads();
        }

        @Override
        public int descriptor() {
            return device.descriptor();
        }

        @Override
        public Underlay underlay() {
            return device.underlay();
        }

        @Override
        public ThreadFactory threadFactory() {
            return device.threadFactory();
        }

        @Override
        public void forwarderChanged(ForwarderStatus status) {
            tell();
        }
    }
}

package net.vdestack.linux.osgi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;

/** A forwarder side that moves nothing. Links fail to open on the network {@code no://}. */
final class FakeForwarders implements Forwarders {
    /** What a thread does on its way. */
    interface Step {
        void take() throws IOException;
    }

    final List<FakeLink> links = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile Step whileOpening = () -> {};
    volatile Step whileConnecting = () -> {};
    volatile ForwarderState stateOfRestored = ForwarderState.CONNECTED;
    private final AtomicInteger open;

    FakeForwarders() {
        this(new AtomicInteger());
    }

    /** @param open counts the links that are open, of several of these */
    FakeForwarders(AtomicInteger open) {
        this.open = open;
    }

    FakeLink only() {
        if (links.size() != 1) {
            throw new AssertionError("links: " + links);
        }
        return links.get(0);
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) {
        return 1434;
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        calls.add("open " + network);
        return make(device, network, ForwarderState.CONNECTED);
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        calls.add("restore " + network);
        return make(device, network, stateOfRestored);
    }

    private FakeLink make(LinkDevice device, String network, ForwarderState state) throws IOException {
        whileOpening.take();
        requirePresent(network);
        FakeLink link = new FakeLink(device, network, state);
        links.add(link);
        open.incrementAndGet();
        device.forwarderChanged(link.status());
        return link;
    }

    private static void requirePresent(String network) throws IOException {
        if (network.equals("no://")) {
            throw new IOException("no such network");
        }
    }

    final class FakeLink implements LinkForwarder {
        final LinkDevice device;
        private String network;
        private ForwarderStatus status;
        private LinkStatistics statistics;
        private boolean closed;

        FakeLink(LinkDevice device, String network, ForwarderState state) {
            this.device = device;
            this.network = network;
            this.status = new ForwarderStatus(scheme(), state, Instant.now(), 0, Optional.empty());
            this.statistics = statistics(0, 0, 0);
        }

        private String scheme() {
            return Locator.parse(network).scheme();
        }

        /** Counts some of everything that frames are counted by. */
        synchronized void count(long frames) {
            statistics = statistics(frames, statistics.reconnects(), statistics.swaps());
        }

        private LinkStatistics statistics(long frames, long reconnects, long swaps) {
            return new LinkStatistics(
                    device.name(),
                    scheme(),
                    frames,
                    frames * 60,
                    frames * 2,
                    frames * 120,
                    Map.of(DropReason.OVERSIZE, frames * 3),
                    reconnects,
                    swaps);
        }

        void becomes(ForwarderState state, long reconnects, String error) {
            synchronized (this) {
                status = new ForwarderStatus(scheme(), state, Instant.now(), reconnects, Optional.ofNullable(error));
                statistics = statistics(statistics.receiveFrames(), reconnects, statistics.swaps());
            }
            device.forwarderChanged(status);
        }

        synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public synchronized String network() {
            return network;
        }

        @Override
        public Closeable capture(WritableByteChannel pcapng) {
            calls.add("capture " + network);
            return pcapng;
        }

        @Override
        public void connect(String other) throws IOException {
            whileConnecting.take();
            requirePresent(other);
            synchronized (this) {
                if (closed) {
                    throw new IOException("link is gone");
                }
                network = other;
                statistics = statistics(statistics.receiveFrames(), statistics.reconnects(), statistics.swaps() + 1);
            }
        }

        @Override
        public synchronized ForwarderStatus status() {
            return status;
        }

        @Override
        public synchronized LinkStatistics statistics() {
            return statistics;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
                calls.add("close " + network);
            }
        }
    }
}

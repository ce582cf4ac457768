package net.vdestack.linux.stack;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;

/** Networks that come and go when the test says so, and carry nothing. */
final class FakeForwarders implements Forwarders {
    private final Map<String, Integer> mtus = new ConcurrentHashMap<>();
    private final List<Plug> plugs = new CopyOnWriteArrayList<>();

    /** Makes a network known; links that look for it find it. */
    void arrive(String network, int mtu) {
        mtus.put(network, mtu);
        plugs.forEach(Plug::look);
    }

    void leave(String network) {
        mtus.remove(network);
        plugs.forEach(Plug::look);
    }

    /** How many forwarders are not closed. */
    int inUse() {
        return plugs.size();
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) {
        Integer mtu = mtus.get(network);
        if (mtu == null) {
            throw new IllegalArgumentException("no provider knows " + network);
        }
        return mtu;
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        defaultMtu(network, device.underlay());
        return plug(device, network);
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        if (!network.contains("://")) {
            throw new IllegalArgumentException("malformed locator " + network);
        }
        return plug(device, network);
    }

    private Plug plug(LinkDevice device, String network) {
        Plug plug = new Plug(device, network);
        plugs.add(plug);
        plug.look();
        return plug;
    }

    private final class Plug implements LinkForwarder {
        private final LinkDevice device;
        private volatile String network;
        private volatile ForwarderStatus status;

        Plug(LinkDevice device, String network) {
            this.device = device;
            this.network = network;
            this.status = status(ForwarderState.DISCONNECTED);
        }

        private ForwarderStatus status(ForwarderState state) {
            return new ForwarderStatus("fake", state, Instant.now(), 0, Optional.empty());
        }

        private void look() {
            ForwarderState now = mtus.containsKey(network) ? ForwarderState.CONNECTED : ForwarderState.DISCONNECTED;
            if (now != status.state()) {
                status = status(now);
                device.forwarderChanged(status);
            }
        }

        @Override
        public String network() {
            return network;
        }

        @Override
        public void connect(String other) {
            defaultMtu(other, device.underlay());
            network = other;
            look();
        }

        @Override
        public ForwarderStatus status() {
            return status;
        }

        @Override
        public Closeable capture(WritableByteChannel pcapng) {
            return pcapng;
        }

        @Override
        public LinkStatistics statistics() {
            return new LinkStatistics(device.name(), "fake", 0, 0, 0, 0, new EnumMap<>(DropReason.class), 0, 0);
        }

        @Override
        public void close() {
            plugs.remove(this);
        }
    }
}

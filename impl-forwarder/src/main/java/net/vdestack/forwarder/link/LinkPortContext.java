package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** What a link offers to one port: the link's own things, and a way to report this port's end. */
final class LinkPortContext implements PortContext {
    private final LinkDevice device;
    private final LinkCounters counters;
    private final FrameSink ingress;
    private final Providers providers;
    /** Taken by the first report; further ones find nothing. */
    private final AtomicReference<Consumer<String>> onDown;

    LinkPortContext(
            LinkDevice device, LinkCounters counters, FrameSink ingress, Providers providers, Consumer<String> onDown) {
        this.device = device;
        this.counters = counters;
        this.ingress = ingress;
        this.providers = providers;
        this.onDown = new AtomicReference<>(onDown);
    }

    @Override
    public String stack() {
        return device.stack();
    }

    @Override
    public String link() {
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
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void dropped(DropReason reason, long frames) {
        counters.dropped(reason, frames);
    }

    @Override
    public FrameSink ingress() {
        return ingress;
    }

    @Override
    public Underlay underlay() {
        return device.underlay();
    }

    @Override
    public FramePort openNetwork(String locator) throws IOException {
        return providers.open(Locator.parse(locator), this);
    }

    @Override
    public FramePort adapt(FrameChannel channel) throws IOException {
        String name = "vdestack-" + device.stack() + "-" + device.name();
        return FrameChannelPort.open(channel, name, device.threadFactory(), this::down);
    }

    @Override
    public void down(String reason) {
        Consumer<String> first = onDown.getAndSet(null);
        if (first != null) {
            first.accept(reason);
        }
    }
}

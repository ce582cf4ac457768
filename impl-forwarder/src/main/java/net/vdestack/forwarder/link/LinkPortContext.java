package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
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
    private final BiConsumer<LinkPortContext, String> onDown;
    /** Why the network was lost, as first reported; null while it was not. */
    private final AtomicReference<String> loss = new AtomicReference<>();

    LinkPortContext(
            LinkDevice device,
            LinkCounters counters,
            FrameSink ingress,
            Providers providers,
            BiConsumer<LinkPortContext, String> onDown) {
        this.device = device;
        this.counters = counters;
        this.ingress = ingress;
        this.providers = providers;
        this.onDown = onDown;
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
    public FramePort openNetwork(String locator, FrameSink inner) throws IOException {
        LinkPortContext context =
                new LinkPortContext(device, counters, inner, providers, (nested, reason) -> down(reason));
        return providers.open(Locator.parse(locator), context);
    }

    @Override
    public FramePort adapt(FrameChannel channel) throws IOException {
        String name = "vdestack-" + device.stack() + "-" + device.name();
        return FrameChannelPort.open(channel, name, device.threadFactory(), this);
    }

    @Override
    public void down(String reason) {
        if (loss.compareAndSet(null, reason)) {
            onDown.accept(this, reason);
        }
    }

    /** Why the network was lost, if it was. */
    Optional<String> loss() {
        return Optional.ofNullable(loss.get());
    }
}

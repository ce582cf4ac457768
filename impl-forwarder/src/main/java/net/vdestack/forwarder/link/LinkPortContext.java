package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** What a link offers to one port: the link's own things, and a way to report this port's end. */
final class LinkPortContext implements PortContext {
    /** Opens the networks that a port wraps. */
    @FunctionalInterface
    interface Opener {
        FramePort open(Locator network, PortContext context) throws IOException;
    }

    private final LinkEnd link;
    private final Supplier<Underlay> underlay;
    private final Opener opener;
    private final Consumer<String> onDown;
    /** Why the network was lost, as first reported; null while it was not. */
    private final AtomicReference<String> loss = new AtomicReference<>();

    /**
     * @param underlay asked when the port is
     * @param onDown told why the network is lost, once
     */
    LinkPortContext(LinkEnd link, Supplier<Underlay> underlay, Opener opener, Consumer<String> onDown) {
        this.link = link;
        this.underlay = underlay;
        this.opener = opener;
        this.onDown = onDown;
    }

    @Override
    public String stack() {
        return link.device().stack();
    }

    @Override
    public String link() {
        return link.device().name();
    }

    @Override
    public MacAddress mac() {
        return link.device().mac();
    }

    @Override
    public int mtu() {
        return link.device().mtu();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void dropped(DropReason reason, long frames) {
        link.counters().dropped(reason, frames);
    }

    @Override
    public FrameSink ingress() {
        return link.ingress();
    }

    @Override
    public Underlay underlay() {
        return underlay.get();
    }

    @Override
    public FramePort openNetwork(String locator, FrameSink inner) throws IOException {
        LinkPortContext context = new LinkPortContext(link.withIngress(inner), underlay, opener, this::down);
        return opener.open(Locator.parse(locator), context);
    }

    @Override
    public FramePort adapt(FrameChannel channel) throws IOException {
        return FrameChannelPort.open(channel, link.threadName(""), link.device().threadFactory(), this);
    }

    @Override
    public void down(String reason) {
        if (lose(reason)) {
            onDown.accept(reason);
        }
    }

    /** Notes that the network is lost, for one who knows what to do. False if it was before. */
    boolean lose(String reason) {
        return loss.compareAndSet(null, reason);
    }

    /** Why the network was lost, if it was. */
    Optional<String> loss() {
        return Optional.ofNullable(loss.get());
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.Locator;

/** The forwarder side of this JVM. */
public final class LinkForwarders implements Forwarders, AutoCloseable {
    private static final int MAX_DEFAULT_MTU = 1500;

    private final Providers providers;
    private final LanePools pools = new LanePools();
    /** All that are not closed. */
    private final Set<PluggedLink> links = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** With the providers on the class path or module path, for plain Java. */
    public LinkForwarders() {
        this(new Providers());
        ServiceLoader.load(ForwarderProvider.class, LinkForwarders.class.getClassLoader())
                .forEach(providers::add);
    }

    /** With these providers, whichever there are at a time. They are taken away when it is closed. */
    public LinkForwarders(Providers providers) {
        this.providers = providers;
        providers.onChange(scheme -> links.forEach(link -> link.providerChanged(scheme)));
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) throws IOException {
        return Math.min(MAX_DEFAULT_MTU, providers.mtu(Locator.parse(network), underlay));
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        PluggedLink link = add(device, network);
        link.open();
        return link;
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        PluggedLink link = add(device, network);
        link.restore();
        return link;
    }

    /** Before it is opened, so that it misses no provider. */
    private PluggedLink add(LinkDevice device, String network) throws IOException {
        PluggedLink link = PluggedLink.start(device, Locator.parse(network), providers, pools, links::remove);
        links.add(link);
        if (closed) {
            link.close();
            throw new IllegalStateException("the forwarders were stopped");
        }
        return link;
    }

    /** Closes the links that are still open, and lets go of the providers. */
    @Override
    public void close() {
        closed = true;
        for (PluggedLink link : links) {
            link.end("the forwarders were stopped");
            link.close();
        }
        providers.clear();
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.Locator;

/** The forwarder side of this JVM. */
public final class LinkForwarders implements Forwarders {
    private static final int MAX_DEFAULT_MTU = 1500;

    private final Providers providers;
    /** Null until the first link lends its thread factory. */
    private Retry retry;

    /** With the providers on the class path or module path, for plain Java. */
    public LinkForwarders() {
        this(new Providers());
        ServiceLoader.load(ForwarderProvider.class, LinkForwarders.class.getClassLoader())
                .forEach(providers::add);
    }

    /** With these providers. */
    public LinkForwarders(Providers providers) {
        this.providers = providers;
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) throws IOException {
        Locator locator = Locator.parse(network);
        return Math.min(MAX_DEFAULT_MTU, providers.of(locator).mtu(locator, underlay));
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        return PluggedLink.open(device, providers, retry(device.threadFactory()), network);
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        throw new UnsupportedOperationException("interim");
    }

    private synchronized Retry retry(ThreadFactory threads) {
        if (retry == null) {
            retry = new Retry(threads);
        }
        return retry;
    }
}

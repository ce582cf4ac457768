package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** The kinds of network that are installed, by scheme. Thread safe. */
public final class Providers {
    private final Map<String, ForwarderProvider> byScheme = new ConcurrentHashMap<>();

    /** Makes a kind of network known. The last one added for a scheme counts. */
    public void add(ForwarderProvider provider) {
        byScheme.put(provider.scheme(), provider);
    }

    /**
     * The provider for a network.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    ForwarderProvider of(Locator network) {
        ForwarderProvider provider = byScheme.get(network.scheme());
        if (provider == null) {
            String known = byScheme.keySet().stream().sorted().collect(Collectors.joining("://, ", "", "://"));
            throw new IllegalArgumentException("network '" + network + "': no provider for scheme " + network.scheme()
                    + " is installed; there are " + known);
        }
        return provider;
    }

    FramePort open(Locator network, PortContext context) throws IOException {
        return of(network).open(network, context);
    }
}

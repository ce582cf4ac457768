package com.example.tcp;

import java.io.IOException;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code tcp://HOST:PORT}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=tcp")
public final class TcpProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "tcp";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        Peer.parse(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        Peer peer = Peer.parse(network);
        return context.adapt(new TcpChannel(context.underlay().call(peer::connect), context));
    }
}

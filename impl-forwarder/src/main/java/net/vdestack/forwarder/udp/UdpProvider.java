package net.vdestack.forwarder.udp;

import java.io.IOException;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.PortHolders;
import net.vdestack.forwarder.datagram.UdpSocket;
import org.osgi.service.component.annotations.Component;

/** Opens {@code udp://[HOST:]PORT->HOST:PORT}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=udp")
public final class UdpProvider implements ForwarderProvider {
    private final PortHolders ports = new PortHolders();

    @Override
    public String scheme() {
        return "udp";
    }

    /** What one datagram of the underlay carries, so that no frame needs to be split. */
    @Override
    public int mtu(Locator network, Underlay underlay) throws IOException {
        UdpNetwork udp = UdpNetwork.parse(network, underlay);
        try (UdpSocket probe = UdpSocket.open(udp.destination().getAddress(), underlay)) {
            return probe.linkMtu(udp.destination(), 0);
        }
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return UdpPort.open(UdpNetwork.parse(network, context.underlay()), ports, context);
    }
}

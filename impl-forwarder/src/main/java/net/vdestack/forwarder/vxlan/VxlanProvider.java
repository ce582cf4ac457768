package net.vdestack.forwarder.vxlan;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.PortHolders;
import net.vdestack.forwarder.datagram.UdpSocket;
import net.vdestack.forwarder.datagram.VxlanHeader;
import org.osgi.service.component.annotations.Component;

/** Opens {@code vxlan://GROUP/key=value…}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=vxlan")
public final class VxlanProvider implements ForwarderProvider {
    private final PortHolders ports = new PortHolders();

    @Override
    public String scheme() {
        return "vxlan";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return VxlanNetwork.PARAMETERS;
    }

    /** What one datagram of the underlay carries, so that no frame needs to be split. */
    @Override
    public int mtu(Locator network, Underlay underlay) throws IOException {
        VxlanNetwork vxlan = VxlanNetwork.parse(network, underlay);
        try (UdpSocket probe = UdpSocket.open(vxlan.remote().getAddress(), underlay)) {
            int index = probe.interfaceIndex(vxlan.multicastInterface());
            probe.setMulticastInterface(index);
            return probe.linkMtu(UdpSocket.scoped(vxlan.remote(), index), VxlanHeader.SIZE);
        }
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return VxlanPort.open(VxlanNetwork.parse(network, context.underlay()), ports, context);
    }
}

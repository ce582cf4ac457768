package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code vxvde://GROUP/key=value…}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=vxvde")
public final class VxvdeProvider implements ForwarderProvider {
    @Override
    public String scheme() {
        return "vxvde";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return VxvdeNetwork.PARAMETERS;
    }

    /** What one datagram of the underlay carries, so that no frame needs to be split. */
    @Override
    public int mtu(Locator network, Underlay underlay) throws IOException {
        try (VxvdeSockets sockets = VxvdeSockets.open(VxvdeNetwork.parse(network, underlay), underlay)) {
            return sockets.linkMtu();
        }
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return VxvdePort.open(VxvdeNetwork.parse(network, context.underlay()), context);
    }
}

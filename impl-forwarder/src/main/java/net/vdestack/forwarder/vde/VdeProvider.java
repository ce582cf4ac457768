package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code vde://DIRECTORY[key=value/…]}: a port of the switch of another program. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=vde")
public final class VdeProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "vde";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return VdeNetwork.PARAMETERS;
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        VdeNetwork.parse(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return VdeHandshake.open(VdeNetwork.parse(network), context);
    }
}

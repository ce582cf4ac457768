package net.vdestack.forwarder.vlan;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code vlan://UNTAGGED/key=value…{NETWORK}}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=vlan")
public final class VlanProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "vlan";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return VlanNetwork.PARAMETERS;
    }

    /** Whatever the network inside suits, which is not asked. */
    @Override
    public int mtu(Locator network, Underlay underlay) {
        VlanNetwork.parse(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return VlanPort.open(VlanNetwork.parse(network), context);
    }
}

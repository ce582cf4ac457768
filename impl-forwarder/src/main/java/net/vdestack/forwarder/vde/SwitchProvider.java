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

/** Opens {@code switch://DIRECTORY[key=value/…]}: a switch that other programs can plug into. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=switch")
public final class SwitchProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    private final EmbeddedSwitches switches = new EmbeddedSwitches();

    @Override
    public String scheme() {
        return "switch";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return SwitchNetwork.parameters(true);
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        SwitchNetwork.parse(network, true);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return switches.open(SwitchNetwork.parse(network, true), context);
    }
}

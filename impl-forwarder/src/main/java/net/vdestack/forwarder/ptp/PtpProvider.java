package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code ptp://PATH}. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=ptp")
public final class PtpProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "ptp";
    }

    @Override
    public List<LocatorParameter> parameters() {
        return PtpNetwork.PARAMETERS;
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        PtpNetwork.parse(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return PtpMeeting.open(PtpNetwork.parse(network), context);
    }
}

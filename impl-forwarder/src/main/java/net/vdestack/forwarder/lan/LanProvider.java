package net.vdestack.forwarder.lan;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.EthernetSwitch;
import org.osgi.service.component.annotations.Component;

/** Opens {@code lan://NAME}. A switch is there as long as it has a port. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=lan")
public final class LanProvider implements ForwarderProvider {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    private static final int MTU = 1500;
    private static final int ADDRESSES = 4096;
    /** As vdeplug4's switch. */
    private static final long EXPIRY_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Map<String, EthernetSwitch> switches = new HashMap<>();

    @Override
    public String scheme() {
        return "lan";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        name(network);
        return MTU;
    }

    /** The name, checked. */
    private static String name(Locator network) {
        if (!NAME.matcher(network.specific()).matches()) {
            throw new IllegalArgumentException(
                    "network '" + network + "': lan:// takes a name of 1 to 63 of A-Z, a-z, 0-9, . _ -");
        }
        return network.specific();
    }

    @Override
    public FramePort open(Locator network, PortContext context) {
        String name = name(network);
        FrameSink ingress = context.ingress();
        synchronized (switches) {
            EthernetSwitch lan =
                    switches.computeIfAbsent(name, key -> EthernetSwitch.learning(ADDRESSES, EXPIRY_NANOS));
            lan.join(ingress);
            return new LanPort(lan, context, () -> leave(name, lan, ingress));
        }
    }

    private void leave(String name, EthernetSwitch lan, FrameSink ingress) {
        synchronized (switches) {
            lan.leave(ingress);
            if (lan.isEmpty()) {
                switches.remove(name);
            }
        }
    }
}

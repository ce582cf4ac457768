package net.vdestack.forwarder.stream;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/**
 * Opens {@code cmd://COMMAND}. A locator may come from afar, and the command runs with the rights of the JVM: so it
 * takes the system property {@value #PROPERTY} to be {@value #ALLOWED}.
 */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=cmd")
public final class CmdProvider implements ForwarderProvider {
    /** The system property that allows it. */
    static final String PROPERTY = "net.vdestack.cmd";

    static final String ALLOWED = "allow";

    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "cmd";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        words(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return CommandPort.open(words(network), context);
    }

    private static List<String> words(Locator network) {
        if (!ALLOWED.equals(System.getProperty(PROPERTY))) {
            throw new IllegalArgumentException("network '" + network + "': commands are not allowed; to allow them, set"
                    + " the system property " + PROPERTY + "=" + ALLOWED);
        }
        try {
            return CommandWords.split(network.specific());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + network + "': " + e.getMessage(), e);
        }
    }
}

package net.vdestack.forwarder.stream;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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

    private static final String FORBIDDEN =
            "commands are not allowed; to allow them, set the system property " + PROPERTY + "=" + ALLOWED;

    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "cmd";
    }

    @Override
    public Optional<String> obstacle() {
        return isAllowed() ? Optional.empty() : Optional.of(FORBIDDEN);
    }

    private static boolean isAllowed() {
        return ALLOWED.equals(System.getProperty(PROPERTY));
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
        if (!isAllowed()) {
            throw new IllegalArgumentException("network '" + network + "': " + FORBIDDEN);
        }
        try {
            return CommandWords.split(network.specific());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + network + "': " + e.getMessage(), e);
        }
    }
}

package net.vdestack.api.forwarding.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.forwarding.Underlay;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of network: knows one scheme and opens connections to such networks.
 *
 * <p>Found with {@link java.util.ServiceLoader}; in OSGi a service with the property {@value #SCHEME_PROPERTY}. Of
 * several for a scheme the one of the highest {@code service.ranking} counts, and of equals the newest; links move to
 * it when it comes, and away from it when it goes. Thread safe.
 */
@ConsumerType
public interface ForwarderProvider {
    /** The service property that tells the scheme. */
    String SCHEME_PROPERTY = "forwarder.scheme";

    /** The scheme of the locators it takes, such as {@code vxvde}. Constant. */
    String scheme();

    /**
     * The parameters that its locators may have beside an address, for people to read. Constant; empty for those that
     * do not say.
     */
    default List<LocatorParameter> parameters() {
        return List.of();
    }

    /**
     * Why it cannot open any network on this machine as it is now, and the remedy; empty if nothing is known to prevent
     * it. For people to read: opening is tried all the same, and says so itself. Asked often.
     */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * The largest MTU that suits a link on this network, in bytes; the caller takes 1500 if it is more.
     *
     * @throws IllegalArgumentException if the locator is malformed; the message names the parameter and the remedy
     * @throws IOException if the underlay cannot be asked
     */
    default int mtu(Locator network, Underlay underlay) throws IOException {
        return 1500;
    }

    /**
     * Connects to a network. May block for as long as connecting takes; the thread is interrupted when nobody wants the
     * connection any more.
     *
     * @param network where to; never of another scheme
     * @param context what the link offers; valid until the port is closed
     * @return a connected port, the caller's to close
     * @throws IllegalArgumentException if the locator has an unknown parameter or an unusable value, named in the
     *     message
     * @throws IOException if the network cannot be reached now; nothing is left behind then
     */
    FramePort open(Locator network, PortContext context) throws IOException;
}

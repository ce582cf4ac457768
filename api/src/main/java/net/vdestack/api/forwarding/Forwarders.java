package net.vdestack.api.forwarding;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The forwarder side as the native side sees it: one per JVM, a service in OSGi. Thread safe. */
@ProviderType
public interface Forwarders {
    /**
     * The MTU that fits a network, for a link that was not given one: at most 1500. Opens nothing that stays open.
     *
     * @throws IllegalArgumentException if the locator is malformed or no installed provider knows its scheme
     * @throws IOException if the underlay cannot be asked
     */
    int defaultMtu(String network, Underlay underlay) throws IOException;

    /**
     * Plugs a link's device into a network and moves frames between them from now on.
     *
     * @param device the link; lent until the returned forwarder is closed
     * @throws IllegalArgumentException if the locator is of no use
     * @throws IOException if the network cannot be opened now; nothing is left behind then
     */
    LinkForwarder open(LinkDevice device, String network) throws IOException;

    /**
     * The same for a link that is known to be right, though its network or the provider of it may be away at the
     * moment: the forwarder is {@linkplain net.vdestack.api.ForwarderState#DISCONNECTED disconnected} then, and looks
     * for them.
     *
     * @param device the link; lent until the returned forwarder is closed
     * @throws IllegalArgumentException if the locator is malformed
     * @throws IOException if the device is of no use; nothing is left behind then
     */
    LinkForwarder restore(LinkDevice device, String network) throws IOException;
}

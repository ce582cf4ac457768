package net.vdestack.api.forwarding.spi;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.Underlay;
import org.osgi.annotation.versioning.ProviderType;

/** What a link offers to the port that serves it. Thread safe; valid until the port is closed. */
@ProviderType
public interface PortContext {
    /** The stack's name. */
    String stack();

    /** The interface's name. */
    String link();

    /** The interface's Ethernet address. */
    MacAddress mac();

    /** The interface's MTU in bytes. */
    int mtu();

    /** A clock that only goes forward, in nanoseconds. Tests turn it by hand; read it once per batch. */
    long nanoTime();

    /** Counts frames that came from the network and were not forwarded. */
    void dropped(DropReason reason, long frames);

    /** The link's own way in, for networks inside this JVM. */
    FrameSink ingress();

    /** Where the port's sockets live. */
    Underlay underlay();

    /**
     * Opens another network for this link, for backends that wrap one. The port is the caller's to close; its loss is
     * the loss of the caller's.
     *
     * @param ingress where the other network delivers if it is inside this JVM; {@link #ingress} to leave its frames as
     *     they are
     * @throws IllegalArgumentException if the locator is of no use
     * @throws IOException if the network cannot be opened now
     */
    FramePort openNetwork(String locator, FrameSink ingress) throws IOException;

    /**
     * Makes a port of a channel that moves one frame at a time. Closing the port closes the channel, and so does a
     * failure to make it.
     */
    FramePort adapt(FrameChannel channel) throws IOException;

    /**
     * Reports that the network is lost: the link closes the port and opens another one in a while. Only the first call
     * of a port counts.
     *
     * @param reason in words, for the operator
     */
    void down(String reason);
}

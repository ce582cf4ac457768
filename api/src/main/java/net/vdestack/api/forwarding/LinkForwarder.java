package net.vdestack.api.forwarding;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import org.osgi.annotation.versioning.ProviderType;

/** Moves the frames of one link. Thread safe. */
@ProviderType
public interface LinkForwarder extends Closeable {
    /** The locator of the network it serves, or looks for. */
    String network();

    /**
     * Serves another network from now on, or the same one anew. The new network is open before the old one is left.
     *
     * @throws IllegalArgumentException if the locator is of no use
     * @throws IOException if the network cannot be opened; all stays as it was
     */
    void connect(String network) throws IOException;

    /** Whether it has its network. */
    ForwarderStatus status();

    /** Its counters, which survive every {@link #connect}. */
    LinkStatistics statistics();

    /**
     * Records what passes the link, as {@link net.vdestack.api.NetworkStack#capture}. Goes on over every
     * {@link #connect}, and ends with the forwarder.
     *
     * @param pcapng where to; the capture's to close, unless this fails
     * @throws IOException if the link is gone, or the channel closed
     */
    Closeable capture(WritableByteChannel pcapng) throws IOException;

    /** Leaves the network and ends the threads. The device may be closed when this returns. Idempotent. */
    @Override
    void close();
}

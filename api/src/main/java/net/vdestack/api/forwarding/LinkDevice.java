package net.vdestack.api.forwarding;

import java.util.Set;
import java.util.concurrent.ThreadFactory;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.MacAddress;
import org.osgi.annotation.versioning.ProviderType;

/** A link's own end, lent to a forwarder by the side that made it. Everything stays the lender's to close. */
@ProviderType
public interface LinkDevice {
    /** The stack's name, for messages and thread names. */
    String stack();

    /** The interface's name. */
    String name();

    /** The interface's Ethernet address when it was lent. */
    MacAddress mac();

    /** The interface's MTU in bytes when it was lent. */
    int mtu();

    /**
     * The TAP: a non-blocking descriptor on which one read or write is one Ethernet frame, behind a virtio header if
     * there are {@link #offloads}.
     */
    int descriptor();

    /**
     * What the TAP can do; {@link Offload#TSO} is there if any is. Then each frame is behind a {@code virtio_net_hdr}
     * of 10 bytes (virtio specification, 5.1.6) in the machine's byte order.
     */
    Set<Offload> offloads();

    /** Where the forwarder's sockets live now. Another one may be it the next time, when they are opened anew. */
    Underlay underlay();

    /** Makes the forwarder's threads: daemons that live in the host's namespace, whoever starts them. */
    ThreadFactory threadFactory();

    /** Hears that the forwarder's state changed. Called on a forwarder's thread; returns soon. */
    void forwarderChanged(ForwarderStatus status);
}

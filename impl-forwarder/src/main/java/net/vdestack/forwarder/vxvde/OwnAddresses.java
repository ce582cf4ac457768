package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.forwarder.datagram.Node;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;

/**
 * Recognizes what a node sent to the group itself: multicast loops back to the sender, since other nodes of the machine
 * need it. Such a datagram comes from the node's own port and from an address of this machine; the port alone proves
 * nothing, another machine's node may have the same. Confined to one thread.
 */
final class OwnAddresses {
    /** An address may come or go: an answer is not believed for longer. */
    private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int ownPort;
    /** Null if the node's socket is bound to no address in particular. */
    private final Node bound;

    private final Underlay underlay;
    /** The two answers asked for last: normally all datagrams come from one address. */
    private Node own;

    private long ownUntil;
    private Node foreign;
    private long foreignUntil;

    /** @param socket the address of the node's own socket, which may be the wildcard */
    OwnAddresses(InetSocketAddress socket, Underlay underlay) {
        this.ownPort = socket.getPort();
        this.bound = socket.getAddress().isAnyLocalAddress() ? null : Node.of(socket);
        this.underlay = underlay;
    }

    /** Whether the message with this address was sent by this very node. */
    boolean sent(ByteBuffer names, int offset, long now) {
        if (SocketAddresses.port(names, offset) != ownPort) {
            return false;
        }
        if (bound != null) {
            return bound.sent(names, offset);
        }
        if (own != null && own.sent(names, offset) && now - ownUntil < 0) {
            return true;
        }
        if (foreign != null && foreign.sent(names, offset) && now - foreignUntil < 0) {
            return false;
        }
        boolean local = isLocal(names, offset);
        Node node = Node.of(names, offset);
        if (local) {
            own = node;
            ownUntil = now + BELIEVED_NANOS;
        } else {
            foreign = node;
            foreignUntil = now + BELIEVED_NANOS;
        }
        return local;
    }

    /** Only addresses of this machine can be bound to. */
    private boolean isLocal(ByteBuffer names, int offset) {
        int family = SocketAddresses.family(names, offset);
        int length = family == SocketAddresses.AF_INET ? SocketAddresses.SIZE_V4 : SocketAddresses.SIZE_V6;
        ByteBuffer anyPort =
                ByteBuffer.allocateDirect(length).put(0, names, offset, length).putShort(2, (short) 0);
        try (Fd probe = Fd.adopt(underlay.openSocket(family, Sockets.SOCK_DGRAM, 0))) {
            return Sockets.tryBind(probe.number(), anyPort) == 0;
        } catch (IOException e) {
            // no descriptor to be had: rather a frame too many than a link that is down
            return false;
        }
    }
}

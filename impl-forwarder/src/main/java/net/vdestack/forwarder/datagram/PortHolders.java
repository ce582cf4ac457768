package net.vdestack.forwarder.datagram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Who holds the UDP ports of networks that one link at a time can have. A link opens its next network before it leaves
 * the one it has, so it may take a port over from itself; nobody else can take it. Thread safe.
 */
public final class PortHolders {
    private final Map<Link, UdpSocket> holders = new HashMap<>();

    private record Link(String stack, String name) {
        static Link of(PortContext context) {
            return new Link(context.stack(), context.link());
        }
    }

    /** Binds a link's socket, though the one it has already may be bound to the same address. */
    public synchronized void bind(UdpSocket socket, InetSocketAddress address, PortContext context) throws IOException {
        UdpSocket before = holders.get(Link.of(context));
        try {
            // both must allow it (socket(7)), at this very moment alone
            allowSharing(before, true);
            allowSharing(socket, before != null);
            socket.bind(address);
            holders.put(Link.of(context), socket);
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EADDRINUSE)) {
                throw new IOException(
                        e.getMessage() + ": another link or program of this machine has the port; take another one", e);
            }
            throw e;
        } finally {
            allowSharing(before, false);
            allowSharing(socket, false);
        }
    }

    private static void allowSharing(UdpSocket socket, boolean allow) throws IOException {
        if (socket != null) {
            socket.setReuseAddress(allow);
        }
    }

    /** Closes a link's socket. */
    public synchronized void close(UdpSocket socket, PortContext context) {
        holders.remove(Link.of(context), socket);
        socket.close();
    }
}

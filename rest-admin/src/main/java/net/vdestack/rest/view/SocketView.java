package net.vdestack.rest.view;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Locale;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.SocketStatus;

/** A socket of a stack, in the words of ss(8). */
public record SocketView(
        String protocol,
        String state,
        String local,
        String remote,
        long receiveQueue,
        long sendQueue,
        long user,
        long inode) {
    /** The view of a socket. */
    public static SocketView of(SocketStatus socket) {
        return new SocketView(
                socket.protocol().name().toLowerCase(Locale.ROOT),
                socket.state(),
                text(socket.local()),
                socket.remote().map(SocketView::text).orElse(null),
                socket.receiveQueue(),
                socket.sendQueue(),
                socket.user(),
                socket.inode());
    }

    private static String text(InetSocketAddress address) {
        String host = InterfaceAddress.text(address.getAddress());
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}

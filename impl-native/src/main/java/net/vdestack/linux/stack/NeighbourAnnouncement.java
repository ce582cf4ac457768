package net.vdestack.linux.stack;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.vdestack.api.MacAddress;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.NetworkInterface;
import net.vdestack.linux.netlink.RouteNetlink;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Tells an interface's neighbours where its addresses are, unasked: switches learn the way to it, and nodes that knew
 * another one correct it. The kernel cannot know when to: a TAP's cable is never pulled out.
 *
 * <p>A gratuitous ARP request (RFC 5227) for an IPv4 address, an unsolicited neighbour advertisement (RFC 4861, 7.2.6)
 * for one of IPv6.
 */
final class NeighbourAnnouncement {
    private static final int AF_PACKET = 17;
    private static final int ETHERNET_HEADER = 14;
    private static final short ETHERTYPE_ARP = 0x0806;
    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
    private static final int ICMPV6 = 58;
    private static final int ADVERTISEMENT = 136;
    private static final int ADVERTISEMENT_LENGTH = 32;
    private static final int ROUTER = 0x8000_0000;
    private static final int OVERRIDE = 0x2000_0000;

    private NeighbourAnnouncement() {}

    /** Announces all addresses of an interface that can be used. One that is down, or gone, has nothing to say. */
    static void send(Namespace namespace, int index, RouteNetlink route) throws IOException {
        NetworkInterface own = route.findInterface(index).orElse(null);
        if (own == null || !own.up()) {
            return;
        }
        List<InetAddress> addresses = route.addresses().stream()
                .filter(each -> each.index() == index && !each.tentative() && !each.duplicate())
                .map(each -> each.address().address())
                .toList();
        if (addresses.isEmpty()) {
            return;
        }
        try (Fd socket = namespace.openSocket(AF_PACKET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, 0)) {
            for (InetAddress address : addresses) {
                ByteBuffer frame = address instanceof Inet6Address six
                        ? advertisement(own.mac(), six, isRouter(namespace, own.name()))
                        : gratuitousArp(own.mac(), address);
                int sent = Sockets.trySend(socket.number(), frame, Sockets.MSG_DONTWAIT, to(index));
                Syscalls.check(sent, "sendto(" + own.name() + ")");
            }
        }
    }

    /** struct sockaddr_ll; the frame says the rest itself. */
    private static ByteBuffer to(int index) {
        ByteBuffer address = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
        return address.putShort(0, (short) AF_PACKET).putInt(4, index);
    }

    /** Who says it is none is taken off the list of routers. */
    private static boolean isRouter(Namespace namespace, String name) throws IOException {
        String path = "/proc/sys/net/ipv6/conf/" + name + "/forwarding";
        try (Fd file = namespace.openFile(path, Syscalls.O_RDONLY);
                NativeMemory value = NativeMemory.allocate(1)) {
            Syscalls.check(Syscalls.read(file.number(), value.address(), 1), "read(" + path + ")");
            return value.buffer().get(0) != '0';
        }
    }

    private static ByteBuffer frame(long destination, MacAddress source, short type, int length) {
        ByteBuffer frame = ByteBuffer.allocateDirect(ETHERNET_HEADER + length);
        return frame.put(new MacAddress(destination).octets())
                .put(source.octets())
                .putShort(type);
    }

    private static ByteBuffer gratuitousArp(MacAddress mac, InetAddress address) {
        // Ethernet, IPv4, lengths of their addresses, request
        return frame(BROADCAST, mac, ETHERTYPE_ARP, 28)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(mac.octets())
                .put(address.getAddress())
                .put(new byte[6])
                .put(address.getAddress())
                .flip();
    }

    private static ByteBuffer advertisement(MacAddress mac, Inet6Address address, boolean router) {
        ByteBuffer frame = frame(ALL_NODES_MAC, mac, ETHERTYPE_IPV6, 40 + ADVERTISEMENT_LENGTH)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT_LENGTH)
                .put((byte) ICMPV6)
                .put((byte) 255);
        int addresses = frame.position();
        frame.put(address.getAddress()).put(ALL_NODES);
        int message = frame.position();
        // type, code, room for the checksum, flags, target, and the option with its Ethernet address
        frame.put((byte) ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(router ? ROUTER | OVERRIDE : OVERRIDE)
                .put(address.getAddress())
                .put((byte) 2)
                .put((byte) 1)
                .put(mac.octets())
                .flip();
        return frame.putShort(message + 2, checksum(frame, addresses));
    }

    /** Of both addresses, the length, the protocol, and the message (RFC 8200, 8.1). */
    private static short checksum(ByteBuffer frame, int addresses) {
        int sum = ADVERTISEMENT_LENGTH + ICMPV6;
        for (int i = addresses; i < frame.limit(); i += 2) {
            sum += Short.toUnsignedInt(frame.getShort(i));
        }
        sum = (sum >>> 16) + (sum & 0xffff);
        return (short) ~(sum + (sum >>> 16));
    }
}

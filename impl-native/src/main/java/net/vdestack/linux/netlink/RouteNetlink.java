package net.vdestack.linux.netlink;

import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_ACK;
import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_CREATE;
import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_DUMP;
import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_EXCL;
import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_REPLACE;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.MacAddress;
import net.vdestack.api.SocketAddresses;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/** rtnetlink(7) in one namespace. Each operation names its equivalent of ip(8). Not thread safe. */
public final class RouteNetlink implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETSTATS = 94;
    /** struct ifinfomsg { u8 family, pad; u16 type; s32 index; u32 flags, change; }. */
    private static final int IFINFOMSG = 16;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFF_UP = 1;
    /** struct if_stats_msg { u8 family, pad; u16 pad; u32 index, filter; }. */
    private static final int IFSTATSMSG = 12;
    /** struct rtnl_link_stats64 { u64 rx_packets, …, tx_dropped, … }. */
    private static final int IFLA_STATS_LINK_64 = 1;

    private static final int TX_DROPPED = 7 * Long.BYTES;
    /** struct ifaddrmsg { u8 family, prefix length, flags, scope; u32 index; }. */
    private static final int IFADDRMSG = 8;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;
    /** struct rtmsg { u8 family, dst_len, src_len, tos, table, protocol, scope, type; u32 flags; }. */
    private static final int RTMSG = 12;

    /** struct rtnexthop { u16 length; u8 flags, hops; s32 index; } and attributes. */
    private static final int RTNEXTHOP = 8;

    private static final int RTM_F_CLONED = 0x200;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    /** A router of the other IP version: struct rtvia { u16 family; u8 address[]; }. */
    private static final int RTA_VIA = 18;

    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RTN_UNICAST = 1;
    private static final int RT_SCOPE_HOST = 254;

    private final NetlinkSocket socket;

    private RouteNetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a conversation in a namespace. */
    public static RouteNetlink open(Namespace namespace) throws IOException {
        return new RouteNetlink(NetlinkSocket.open(namespace, NETLINK_ROUTE));
    }

    /** {@code ip link show NAME}. Empty if there is no such interface. */
    public Optional<NetworkInterface> findInterface(String name) throws IOException {
        NetlinkMessage request = linkMessage(RTM_GETLINK, NLM_F_ACK, 0, 0, 0).attribute(IFLA_IFNAME, name);
        return askOfInterface(request, "RTM_GETLINK(" + name + ")", RouteNetlink::parseInterface);
    }

    /** {@code ip link show}, by number. Empty if there is no such interface. */
    public Optional<NetworkInterface> findInterface(int index) throws IOException {
        NetlinkMessage request = linkMessage(RTM_GETLINK, NLM_F_ACK, index, 0, 0);
        return askOfInterface(request, "RTM_GETLINK(index " + index + ")", RouteNetlink::parseInterface);
    }

    /** TX dropped of {@code ip -s link show}: what a TAP's queue had no room for. 0 if there is no such interface. */
    public long transmitDrops(int index) throws IOException {
        NetlinkMessage request = new NetlinkMessage(RTM_GETSTATS, NLM_F_ACK)
                .int32(0)
                .int32(index)
                .int32(1 << (IFLA_STATS_LINK_64 - 1));
        return askOfInterface(request, "RTM_GETSTATS(index " + index + ")", RouteNetlink::parseTransmitDrops)
                .orElse(0L);
    }

    /** Empty if there is no such interface. */
    private <T> Optional<T> askOfInterface(NetlinkMessage request, String what, NetlinkSocket.Parser<T> parser)
            throws IOException {
        try {
            return Optional.ofNullable(socket.ask(request, what, parser));
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENODEV)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Long parseTransmitDrops(ByteBuffer message, int body, int end) {
        return new Attributes(message, body + IFSTATSMSG, end)
                .bytes(IFLA_STATS_LINK_64)
                .map(counters ->
                        ByteBuffer.wrap(counters).order(ByteOrder.nativeOrder()).getLong(TX_DROPPED))
                .orElse(null);
    }

    private static NetlinkMessage linkMessage(int type, int flags, int index, int state, int change) {
        return new NetlinkMessage(type, flags)
                .int32(0)
                .int32(index)
                .int32(state)
                .int32(change);
    }

    private static NetworkInterface parseInterface(ByteBuffer message, int body, int end) {
        Attributes attributes = new Attributes(message, body + IFINFOMSG, end);
        return new NetworkInterface(
                message.getInt(body + 4),
                attributes.text(IFLA_IFNAME),
                attributes
                        .bytes(IFLA_ADDRESS)
                        .filter(octets -> octets.length == 6)
                        .map(MacAddress::of)
                        .orElse(new MacAddress(0)),
                attributes.int32(IFLA_MTU, 0),
                (message.getInt(body + 8) & IFF_UP) != 0);
    }

    /** {@code ip link set DEV up} or {@code down}. */
    public void setUp(int index, boolean up) throws IOException {
        NetlinkMessage request = linkMessage(RTM_NEWLINK, NLM_F_ACK, index, up ? IFF_UP : 0, IFF_UP);
        socket.change(request, "RTM_NEWLINK(index " + index + (up ? ", up)" : ", down)"));
    }

    /** {@code ip link set DEV address MAC}. */
    public void setMac(int index, MacAddress mac) throws IOException {
        NetlinkMessage request =
                linkMessage(RTM_NEWLINK, NLM_F_ACK, index, 0, 0).attribute(IFLA_ADDRESS, mac.octets());
        socket.change(request, "RTM_NEWLINK(index " + index + ", address " + mac + ")");
    }

    /** {@code ip link set DEV mtu BYTES}. */
    public void setMtu(int index, int mtu) throws IOException {
        NetlinkMessage request =
                linkMessage(RTM_NEWLINK, NLM_F_ACK, index, 0, 0).attribute(IFLA_MTU, mtu);
        socket.change(request, "RTM_NEWLINK(index " + index + ", mtu " + mtu + ")");
    }

    /** {@code ip addr show}: those of all interfaces. */
    public List<AddressState> addresses() throws IOException {
        return socket.dump(
                () -> new NetlinkMessage(RTM_GETADDR, NLM_F_DUMP).int32(0).int32(0),
                "RTM_GETADDR",
                RouteNetlink::parseAddress);
    }

    private static AddressState parseAddress(ByteBuffer message, int body, int end) {
        Attributes attributes = new Attributes(message, body + IFADDRMSG, end);
        int flags = attributes.int32(IFA_FLAGS, Byte.toUnsignedInt(message.get(body + 2)));
        // IFA_ADDRESS is the peer's on a point-to-point interface; IFA_LOCAL is absent for IPv6 elsewhere
        return attributes
                .bytes(IFA_LOCAL)
                .or(() -> attributes.bytes(IFA_ADDRESS))
                .map(octets -> new AddressState(
                        message.getInt(body + 4),
                        new InterfaceAddress(address(octets), Byte.toUnsignedInt(message.get(body + 1))),
                        (flags & IFA_F_TENTATIVE) != 0,
                        (flags & IFA_F_DADFAILED) != 0))
                .orElse(null);
    }

    /**
     * {@code ip addr add ADDRESS dev DEV}.
     *
     * @return false if the interface has it already
     */
    public boolean addAddress(int index, InterfaceAddress address) throws IOException {
        try {
            change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, 0, "RTM_NEWADDR", index, address);
            return true;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * {@code ip addr replace ADDRESS dev DEV nodad}: gives back one that was taken away a moment ago. Usable at once,
     * since nobody else can have it yet.
     */
    public void returnAddress(int index, InterfaceAddress address) throws IOException {
        change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, IFA_F_NODAD, "RTM_NEWADDR", index, address);
    }

    /** {@code ip addr del ADDRESS dev DEV}. */
    public void removeAddress(int index, InterfaceAddress address) throws IOException {
        change(RTM_DELADDR, 0, 0, "RTM_DELADDR", index, address);
    }

    private void change(int type, int flags, int addressFlags, String what, int index, InterfaceAddress address)
            throws IOException {
        byte[] octets = address.address().getAddress();
        NetlinkMessage request = new NetlinkMessage(type, flags | NLM_F_ACK)
                .int8(family(address.address()))
                .int8(address.prefixLength())
                .int8(addressFlags)
                .int8(address.address().isLoopbackAddress() ? RT_SCOPE_HOST : 0)
                .int32(index)
                .attribute(IFA_LOCAL, octets)
                .attribute(IFA_ADDRESS, octets);
        socket.change(request, what + "(" + address + ", index " + index + ")");
    }

    /** {@code ip route show default}, of both IP versions. */
    public List<DefaultRoute> defaultRoutes() throws IOException {
        return socket.dump(
                () -> new NetlinkMessage(RTM_GETROUTE, NLM_F_DUMP)
                        .int32(0)
                        .int32(0)
                        .int32(0),
                "RTM_GETROUTE",
                RouteNetlink::parseDefaultRoute);
    }

    private static DefaultRoute parseDefaultRoute(ByteBuffer message, int body, int end) {
        boolean isDefault = message.get(body + 1) == 0;
        boolean isMain = Byte.toUnsignedInt(message.get(body + 4)) == RT_TABLE_MAIN;
        if (!isDefault || !isMain || message.get(body + 7) != RTN_UNICAST) {
            return null;
        }
        Attributes attributes = new Attributes(message, body + RTMSG, end);
        return attributes
                .bytes(RTA_GATEWAY)
                .map(octets -> new DefaultRoute(attributes.int32(RTA_OIF, 0), address(octets)))
                .orElse(null);
    }

    /** {@code ip route show} and {@code ip -6 route show}: the main table. */
    public List<RouteState> routes() throws IOException {
        List<RouteState> routes = new ArrayList<>();
        for (int family : new int[] {SocketAddresses.AF_INET, SocketAddresses.AF_INET6}) {
            socket.dump(
                            () -> new NetlinkMessage(RTM_GETROUTE, NLM_F_DUMP)
                                    .int8(family)
                                    .int8(0)
                                    .int16(0)
                                    .int32(0)
                                    .int32(0),
                            "RTM_GETROUTE",
                            RouteNetlink::parseRoute)
                    .forEach(routes::addAll);
        }
        return routes;
    }

    private static List<RouteState> parseRoute(ByteBuffer message, int body, int end) {
        Attributes attributes = new Attributes(message, body + RTMSG, end);
        int table = attributes.int32(RTA_TABLE, Byte.toUnsignedInt(message.get(body + 4)));
        if (table != RT_TABLE_MAIN || (message.getInt(body + 8) & RTM_F_CLONED) != 0) {
            return List.of();
        }
        int octets = message.get(body) == SocketAddresses.AF_INET ? 4 : 16;
        InterfaceAddress destination = new InterfaceAddress(
                address(attributes.bytes(RTA_DST).orElse(new byte[octets])), Byte.toUnsignedInt(message.get(body + 1)));
        long metric = Integer.toUnsignedLong(attributes.int32(RTA_PRIORITY, 0));
        Optional<byte[]> ways = attributes.bytes(RTA_MULTIPATH);
        if (ways.isEmpty()) {
            return List.of(new RouteState(destination, gateway(attributes), attributes.int32(RTA_OIF, 0), metric));
        }
        List<RouteState> routes = new ArrayList<>();
        ByteBuffer hops = ByteBuffer.wrap(ways.get()).order(ByteOrder.nativeOrder());
        for (int at = 0; at + RTNEXTHOP <= hops.limit(); ) {
            int length = Short.toUnsignedInt(hops.getShort(at));
            if (length < RTNEXTHOP || at + length > hops.limit()) {
                break;
            }
            Optional<InetAddress> gateway = gateway(new Attributes(hops, at + RTNEXTHOP, at + length));
            routes.add(new RouteState(destination, gateway, hops.getInt(at + 4), metric));
            at += (length + 3) & ~3;
        }
        return routes;
    }

    private static Optional<InetAddress> gateway(Attributes attributes) {
        return attributes
                .bytes(RTA_GATEWAY)
                .or(() -> attributes.bytes(RTA_VIA).map(via -> Arrays.copyOfRange(via, 2, via.length)))
                .map(RouteNetlink::address);
    }

    /** {@code ip route replace default via GATEWAY dev DEV}. */
    public void setDefaultRoute(DefaultRoute route) throws IOException {
        change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, "RTM_NEWROUTE", route);
    }

    /** {@code ip route del default via GATEWAY dev DEV}. */
    public void removeDefaultRoute(DefaultRoute route) throws IOException {
        change(RTM_DELROUTE, 0, "RTM_DELROUTE", route);
    }

    private void change(int type, int flags, String what, DefaultRoute route) throws IOException {
        NetlinkMessage request = new NetlinkMessage(type, flags | NLM_F_ACK)
                .int8(family(route.gateway()))
                .int8(0)
                .int16(0)
                .int8(RT_TABLE_MAIN)
                .int8(RTPROT_STATIC)
                .int8(0)
                .int8(RTN_UNICAST)
                .int32(0)
                .attribute(RTA_GATEWAY, route.gateway().getAddress())
                .attribute(RTA_OIF, route.index());
        String gateway = route.gateway().getHostAddress();
        socket.change(request, what + "(default via " + gateway + ", index " + route.index() + ")");
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the kernel sent an address of " + octets.length + " bytes", e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

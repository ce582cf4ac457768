package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The two sockets of a node: one that hears the group, shared with other nodes of this machine, and one of its own that
 * sends everything and is answered to. See ip(7), ipv6(7).
 */
final class VxvdeSockets implements AutoCloseable {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TTL = 2;
    private static final int IP_MTU = 14;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_ADD_MEMBERSHIP = 20;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_MULTICAST_ALL = 29;
    private static final int SIOCGIFINDEX = 0x8933;
    /** struct ifreq { char name[16]; union { int index; … }; } of 40 bytes. */
    private static final int IFREQ = 40;

    private static final int IFNAME = 16;
    /** Room for the bursts of a fast sender while the receiver's thread is waiting for its turn. */
    private static final int BUFFER_BYTES = 4 << 20;

    private final VxvdeNetwork network;
    private final Fd group;
    private final Fd own;
    private final int interfaceIndex;
    private final InetSocketAddress groupAddress;

    private VxvdeSockets(VxvdeNetwork network, Fd group, Fd own) throws IOException {
        this.network = network;
        this.group = group;
        this.own = own;
        this.interfaceIndex = network.multicastInterface().isPresent()
                ? interfaceIndex(network.multicastInterface().get())
                : 0;
        this.groupAddress = scoped(network.group(), interfaceIndex);
        openOwn();
        joinGroup();
    }

    static VxvdeSockets open(VxvdeNetwork network, Underlay underlay) throws IOException {
        Fd group = socket(network, underlay);
        Fd own = null;
        try {
            own = socket(network, underlay);
            return new VxvdeSockets(network, group, own);
        } catch (IOException | RuntimeException e) {
            group.close();
            if (own != null) {
                own.close();
            }
            throw e;
        }
    }

    private static Fd socket(VxvdeNetwork network, Underlay underlay) throws IOException {
        int family = network.isV4() ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        return Fd.adopt(underlay.openSocket(family, Sockets.SOCK_DGRAM, 0));
    }

    private int interfaceIndex(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= IFNAME) {
            throw new IllegalArgumentException("parameter 'if=" + name + "': longer than an interface's name can be");
        }
        ByteBuffer request = ByteBuffer.allocateDirect(IFREQ).order(ByteOrder.nativeOrder());
        request.put(0, bytes);
        Syscalls.ioctl(own.number(), SIOCGIFINDEX, request, "ioctl(SIOCGIFINDEX, " + name + ")");
        return request.getInt(IFNAME);
    }

    private void openOwn() throws IOException {
        int fd = own.number();
        enlargeBuffers(fd);
        if (network.receiveBuffer() > 0) {
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, network.receiveBuffer());
        }
        if (network.isV4()) {
            Sockets.setOption(fd, IPPROTO_IP, IP_MULTICAST_TTL, network.ttl());
            if (network.ttl() > 0) {
                Sockets.setOption(fd, IPPROTO_IP, IP_TTL, network.ttl());
            }
            if (interfaceIndex != 0) {
                Sockets.setOption(fd, IPPROTO_IP, IP_MULTICAST_IF, membership());
            }
        } else {
            Sockets.setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
            Sockets.setOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, network.ttl());
            if (interfaceIndex != 0) {
                Sockets.setOption(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, interfaceIndex);
            }
        }
        InetAddress any = wildcard();
        InetSocketAddress local = new InetSocketAddress(network.bind().orElse(any), 0);
        Sockets.bind(fd, SocketAddresses.encode(local), local.toString());
    }

    private InetAddress wildcard() throws IOException {
        return InetAddress.getByAddress(new byte[network.isV4() ? 4 : 16]);
    }

    private void joinGroup() throws IOException {
        int fd = group.number();
        enlargeBuffers(fd);
        Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1);
        int level = network.isV4() ? IPPROTO_IP : IPPROTO_IPV6;
        if (!network.isV4()) {
            Sockets.setOption(fd, level, IPV6_V6ONLY, 1);
        }
        // else the socket would also hear what others on this machine have joined, on interfaces that are not ours
        Sockets.setOption(fd, level, network.isV4() ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL, 0);
        Sockets.bind(fd, SocketAddresses.encode(groupAddress), network.group().toString());
        try {
            Sockets.setOption(fd, level, network.isV4() ? IP_ADD_MEMBERSHIP : IPV6_ADD_MEMBERSHIP, membership());
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENODEV)) {
                throw new IOException(
                        "join group " + network.group().getAddress().getHostAddress()
                                + ": ENODEV (no route to it: add one, or name an interface with /if=NAME)",
                        e);
            }
            throw e;
        }
    }

    /**
     * struct ip_mreqn { struct in_addr group, address; int interface; }; struct ipv6_mreq { struct in6_addr group; int
     * interface; }.
     */
    private ByteBuffer membership() {
        byte[] octets = network.group().getAddress().getAddress();
        ByteBuffer request = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
        request.put(0, octets).putInt(16, interfaceIndex);
        return network.isV4() ? request.limit(12).putInt(4, 0).putInt(8, interfaceIndex) : request;
    }

    private static void enlargeBuffers(int fd) throws IOException {
        try {
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, BUFFER_BYTES);
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, BUFFER_BYTES);
        } catch (IOException e) {
            // without CAP_NET_ADMIN in the underlay, as much as the machine's limit allows
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, BUFFER_BYTES);
            Sockets.setOption(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, BUFFER_BYTES);
        }
    }

    /** Hears the group. */
    int group() {
        return group.number();
    }

    /** Sends, and hears what is meant for this node alone. */
    int own() {
        return own.number();
    }

    /** The group; with the interface as its scope where it has no meaning without one (RFC 4007). */
    InetSocketAddress groupAddress() {
        return groupAddress;
    }

    private static InetSocketAddress scoped(InetSocketAddress group, int interfaceIndex) throws IOException {
        InetAddress address = group.getAddress();
        return address instanceof Inet6Address && address.isMCLinkLocal()
                ? new InetSocketAddress(
                        Inet6Address.getByAddress(null, address.getAddress(), interfaceIndex), group.getPort())
                : group;
    }

    /** Where the node's own socket is bound; the address may be the wildcard. */
    InetSocketAddress ownAddress() throws IOException {
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(own.number(), address);
        return SocketAddresses.decode(address, 0);
    }

    /** The largest datagram that reaches the group without being split, IP header included. */
    int pathMtu() throws IOException {
        ByteBuffer address = SocketAddresses.encode(groupAddress);
        Syscalls.check(
                Sockets.tryConnect(own.number(), address),
                "connect(" + network.group() + "), to learn the MTU of the route to it");
        return network.isV4()
                ? Sockets.getOption(own.number(), IPPROTO_IP, IP_MTU)
                : Sockets.getOption(own.number(), IPPROTO_IPV6, IPV6_MTU);
    }

    @Override
    public void close() {
        group.close();
        own.close();
    }
}

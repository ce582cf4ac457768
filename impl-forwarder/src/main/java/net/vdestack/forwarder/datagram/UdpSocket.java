package net.vdestack.forwarder.datagram;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A UDP socket of the underlay, for one version of IP; its options read the same for both. It hears the groups that it
 * joins and no other. See ip(7), ipv6(7). An interface is known by its index, 0 for what routing says.
 */
public final class UdpSocket implements AutoCloseable {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TTL = 2;
    private static final int IP_MTU = 14;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_ADD_MEMBERSHIP = 20;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_MULTICAST_ALL = 29;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int SIOCGIFINDEX = 0x8933;
    /** struct ifreq { char name[16]; union { int index; … }; } of 40 bytes. */
    private static final int IFREQ = 40;

    private static final int IFNAME = 16;
    /** Room for the bursts of a fast sender while the receiver's thread is waiting for its turn. */
    private static final int BUFFER_BYTES = 4 << 20;
    /** Of Ethernet and UDP, for one frame. */
    private static final int HEADERS = 14 + 8;

    private final boolean v4;
    private final Fd fd;
    private boolean receivesRuns;

    private UdpSocket(boolean v4, Fd fd) {
        this.v4 = v4;
        this.fd = fd;
    }

    /** A socket for an address's version of IP, with much room in its buffers. */
    public static UdpSocket open(InetAddress address, Underlay underlay) throws IOException {
        boolean v4 = address instanceof Inet4Address;
        int family = v4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        UdpSocket socket = new UdpSocket(v4, Fd.adopt(underlay.openSocket(family, Sockets.SOCK_DGRAM, 0)));
        try {
            if (!v4) {
                Sockets.setOption(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
            }
            // else a socket of no address hears what others on this machine have joined, too
            socket.option(IP_MULTICAST_ALL, IPV6_MULTICAST_ALL, 0);
            socket.enlargeBuffers();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void enlargeBuffers() throws IOException {
        try {
            Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, BUFFER_BYTES);
            Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, BUFFER_BYTES);
        } catch (IOException e) {
            // without CAP_NET_ADMIN in the underlay, as much as the machine's limit allows
            Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, BUFFER_BYTES);
            Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, BUFFER_BYTES);
        }
    }

    /** Has what comes from one node in a row come as one message, if the kernel can: UDP_GRO of udp(7). */
    public void receiveRuns() throws IOException {
        if (Offload.allowed().contains(Offload.UDP_GRO)) {
            receivesRuns = Sockets.trySetOption(number(), SOL_UDP, UDP_GRO, 1);
        }
    }

    /** Whether a message received may be many datagrams of one length. */
    boolean receivesRuns() {
        return receivesRuns;
    }

    /** Whether the kernel takes many datagrams of one length as one message: UDP_SEGMENT of udp(7). */
    boolean sendsRuns() {
        return Offload.allowed().contains(Offload.UDP_SEGMENT)
                && Sockets.trySetOption(number(), SOL_UDP, UDP_SEGMENT, 0);
    }

    /** The descriptor, borrowed. */
    public int number() {
        return fd.number();
    }

    private void option(int v4Name, int v6Name, int value) throws IOException {
        Sockets.setOption(number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? v4Name : v6Name, value);
    }

    /** SO_RCVBUF of socket(7); 0 to leave it as it is. */
    public void setReceiveBuffer(int bytes) throws IOException {
        if (bytes > 0) {
            Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes);
        }
    }

    /** SO_REUSEADDR of socket(7). */
    public void setReuseAddress(boolean reuse) throws IOException {
        Sockets.setOption(number(), Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, reuse ? 1 : 0);
    }

    /** How many routers a datagram for one node may pass, from 1; over IPv6 the machine's default stays. */
    public void setTtl(int ttl) throws IOException {
        if (v4) {
            Sockets.setOption(number(), IPPROTO_IP, IP_TTL, ttl);
        }
    }

    /** How many routers a datagram for a group may pass. */
    public void setMulticastTtl(int ttl) throws IOException {
        option(IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS, ttl);
    }

    /** Whether sockets of this machine get what is sent to a group. They do unless told otherwise. */
    public void setMulticastLoop(boolean loop) throws IOException {
        option(IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP, loop ? 1 : 0);
    }

    /** Where to send what is for a group. */
    public void setMulticastInterface(int index) throws IOException {
        if (index == 0) {
            return;
        }
        if (v4) {
            ByteBuffer request = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
            Sockets.setOption(number(), IPPROTO_IP, IP_MULTICAST_IF, request.putInt(8, index));
        } else {
            Sockets.setOption(number(), IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
        }
    }

    /** The index of an interface of the underlay; 0 if the name is empty. */
    public int interfaceIndex(String name) throws IOException {
        if (name.isEmpty()) {
            return 0;
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= IFNAME) {
            throw new IllegalArgumentException("parameter 'if=" + name + "': longer than an interface's name can be");
        }
        ByteBuffer request = ByteBuffer.allocateDirect(IFREQ).order(ByteOrder.nativeOrder());
        request.put(0, bytes);
        Syscalls.ioctl(number(), SIOCGIFINDEX, request, "ioctl(SIOCGIFINDEX, " + name + ")");
        return request.getInt(IFNAME);
    }

    /** bind(2). */
    public void bind(InetSocketAddress address) throws IOException {
        Sockets.bind(number(), SocketAddresses.encode(address), address.toString());
    }

    /** connect(2): sends there, and hears that node alone. */
    public void connect(InetSocketAddress address) throws IOException {
        Syscalls.check(Sockets.tryConnect(number(), SocketAddresses.encode(address)), "connect(" + address + ")");
    }

    /** Any address of this machine. */
    public InetSocketAddress anyAddress(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[v4 ? 4 : 16]), port);
    }

    /** Hears a group. */
    public void join(InetAddress group, int interfaceIndex) throws IOException {
        try {
            ByteBuffer membership = membership(group, interfaceIndex);
            int name = v4 ? IP_ADD_MEMBERSHIP : IPV6_ADD_MEMBERSHIP;
            Sockets.setOption(number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, name, membership);
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENODEV)) {
                throw new IOException(
                        "join group " + group.getHostAddress()
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
    private ByteBuffer membership(InetAddress group, int interfaceIndex) {
        ByteBuffer request = ByteBuffer.allocateDirect(v4 ? 12 : 20).order(ByteOrder.nativeOrder());
        return request.put(0, group.getAddress()).putInt(v4 ? 8 : 16, interfaceIndex);
    }

    /** A group with the interface as its scope where it has no meaning without one (RFC 4007). */
    public static InetSocketAddress scoped(InetSocketAddress group, int interfaceIndex) throws IOException {
        InetAddress address = group.getAddress();
        return address instanceof Inet6Address && address.isMCLinkLocal()
                ? new InetSocketAddress(
                        Inet6Address.getByAddress(null, address.getAddress(), interfaceIndex), group.getPort())
                : group;
    }

    /** Where it is bound; the address may be the wildcard. */
    public InetSocketAddress localAddress() throws IOException {
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(number(), address);
        return SocketAddresses.decode(address, 0);
    }

    /**
     * The largest MTU of a link whose frames get there without being split. Connects the socket.
     *
     * @param headerSize bytes that the network puts in front of a frame
     */
    public int linkMtu(InetSocketAddress to, int headerSize) throws IOException {
        Syscalls.check(
                Sockets.tryConnect(number(), SocketAddresses.encode(to)),
                "connect(" + to + "), to learn the MTU of the route to it");
        int path = v4
                ? Sockets.getOption(number(), IPPROTO_IP, IP_MTU)
                : Sockets.getOption(number(), IPPROTO_IPV6, IPV6_MTU);
        return path - (v4 ? 20 : 40) - HEADERS - headerSize;
    }

    @Override
    public void close() {
        fd.close();
    }
}

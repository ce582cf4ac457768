package net.vdestack.linux.netlink;

import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_ACK;
import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_DUMP;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.SocketCounts;
import net.vdestack.api.SocketStatus;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/** sock_diag(7) in one namespace: what ss(8) shows, and what {@code ss -K} does. Not thread safe. */
public final class SocketDiagnostics implements AutoCloseable {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int SOCK_DESTROY = 21;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int ALL_STATES = -1;
    private static final int ESTABLISHED = 1;
    private static final int LISTEN = 10;
    /** States with data or an end of stream that the peer has not acknowledged: FIN_WAIT1, LAST_ACK, CLOSING. */
    private static final int CLOSING_STATES = (1 << 4) | (1 << 9) | (1 << 11);
    /** All but TIME_WAIT, whose sockets hold nothing. */
    private static final int LIVING_STATES = ~(1 << 6);
    /** By number (net/tcp_states.h), as ss(8) writes them. */
    private static final List<String> STATES = List.of(
            "UNKNOWN",
            "ESTAB",
            "SYN-SENT",
            "SYN-RECV",
            "FIN-WAIT-1",
            "FIN-WAIT-2",
            "TIME-WAIT",
            "UNCONN",
            "CLOSE-WAIT",
            "LAST-ACK",
            "LISTEN",
            "CLOSING",
            "SYN-RECV");
    /** struct inet_diag_sockid: ports, addresses, interface, cookie. */
    private static final int SOCKET_ID = 48;

    private final NetlinkSocket socket;

    /** A socket as the kernel names it. */
    private record Found(
            int family, int state, ByteBuffer id, long receiveQueue, long sendQueue, long user, long inode) {
        /** struct inet_diag_sockid { be16 sport, dport; be32 src[4], dst[4]; … }. */
        SocketStatus status(SocketStatus.Protocol protocol) {
            InetSocketAddress remote = address(2, 20);
            boolean connected = remote.getPort() != 0 || !remote.getAddress().isAnyLocalAddress();
            boolean unconnected = protocol == SocketStatus.Protocol.UDP && !connected;
            return new SocketStatus(
                    protocol,
                    unconnected || state >= STATES.size() ? "UNCONN" : STATES.get(state),
                    address(0, 4),
                    connected ? Optional.of(remote) : Optional.empty(),
                    receiveQueue,
                    sendQueue,
                    user,
                    inode);
        }

        private InetSocketAddress address(int port, int from) {
            byte[] octets = new byte[family == SocketAddresses.AF_INET ? 4 : 16];
            id.get(from, octets);
            try {
                return new InetSocketAddress(InetAddress.getByAddress(octets), Short.toUnsignedInt(id.getShort(port)));
            } catch (UnknownHostException e) {
                throw new AssertionError("4 and 16 bytes are addresses", e);
            }
        }
    }

    private SocketDiagnostics(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a conversation in a namespace. */
    public static SocketDiagnostics open(Namespace namespace) throws IOException {
        return new SocketDiagnostics(NetlinkSocket.open(namespace, NETLINK_SOCK_DIAG));
    }

    /** How many sockets of each kind are open. */
    public SocketCounts counts() throws IOException {
        long established = 0;
        long listening = 0;
        for (Found each : find(IPPROTO_TCP, (1 << ESTABLISHED) | (1 << LISTEN))) {
            if (each.state() == LISTEN) {
                listening++;
            } else {
                established++;
            }
        }
        return new SocketCounts(
                established, listening, find(IPPROTO_UDP, ALL_STATES).size());
    }

    /** All of them, TCP before UDP and IPv4 before IPv6. */
    public List<SocketStatus> sockets() throws IOException {
        List<SocketStatus> sockets = new ArrayList<>();
        for (Found each : find(IPPROTO_TCP, ALL_STATES)) {
            sockets.add(each.status(SocketStatus.Protocol.TCP));
        }
        for (Found each : find(IPPROTO_UDP, ALL_STATES)) {
            sockets.add(each.status(SocketStatus.Protocol.UDP));
        }
        return sockets;
    }

    /** Whether a TCP connection still has something to tell its peer although its socket is closed. */
    public boolean isClosing() throws IOException {
        return !find(IPPROTO_TCP, CLOSING_STATES).isEmpty();
    }

    /** {@code ss -K}: resets all TCP connections. Those that end meanwhile, and a kernel that cannot, are no error. */
    public void destroyConnections() throws IOException {
        for (Found each : find(IPPROTO_TCP, LIVING_STATES)) {
            try {
                NetlinkMessage request = new NetlinkMessage(SOCK_DESTROY, NLM_F_ACK);
                socket.change(query(request, each.family(), IPPROTO_TCP, ALL_STATES, each.id()), "SOCK_DESTROY");
            } catch (IOException e) {
                if (!Syscalls.is(e, Errno.ENOENT) && !Syscalls.is(e, Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
    }

    private List<Found> find(int protocol, int states) throws IOException {
        List<Found> found = find(SocketAddresses.AF_INET, protocol, states);
        found.addAll(find(SocketAddresses.AF_INET6, protocol, states));
        return found;
    }

    private List<Found> find(int family, int protocol, int states) throws IOException {
        return socket.dump(
                () -> query(
                        new NetlinkMessage(SOCK_DIAG_BY_FAMILY, NLM_F_DUMP),
                        family,
                        protocol,
                        states,
                        ByteBuffer.allocate(SOCKET_ID)),
                "SOCK_DIAG_BY_FAMILY",
                SocketDiagnostics::parse);
    }

    /** struct inet_diag_req_v2 { u8 family, protocol, ext, pad; u32 states; struct inet_diag_sockid id; }. */
    private static NetlinkMessage query(NetlinkMessage message, int family, int protocol, int states, ByteBuffer id) {
        return message.int8(family).int8(protocol).int16(0).int32(states).bytes(id);
    }

    /**
     * struct inet_diag_msg { u8 family, state, timer, retrans; struct inet_diag_sockid id; u32 expires, rqueue, wqueue,
     * uid, inode; }.
     */
    private static Found parse(ByteBuffer message, int body, int end) {
        byte[] id = new byte[SOCKET_ID];
        message.get(body + 4, id);
        int rest = body + 4 + SOCKET_ID;
        return new Found(
                message.get(body),
                message.get(body + 1),
                ByteBuffer.wrap(id),
                Integer.toUnsignedLong(message.getInt(rest + 4)),
                Integer.toUnsignedLong(message.getInt(rest + 8)),
                Integer.toUnsignedLong(message.getInt(rest + 12)),
                Integer.toUnsignedLong(message.getInt(rest + 16)));
    }

    @Override
    public void close() {
        socket.close();
    }
}

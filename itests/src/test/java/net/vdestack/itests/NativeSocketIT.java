package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.StackSpec;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of the kinds that the JDK does not have. */
@Timeout(60)
class NativeSocketIT {
    private static final int AF_INET = 2;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_ICMP = 1;
    private static final int ECHO = 8;
    private static final int ECHO_REPLY = 0;

    private NetworkStack alice;
    private NetworkStack bob;

    @BeforeEach
    void open() throws IOException {
        alice = open("alice", "10.8.0.1/24");
        bob = open("bob", "10.8.0.2/24");
    }

    private static NetworkStack open(String name, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", "lan://native")
                .config("eth,ip=" + address)
                .build());
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static ByteBuffer sockaddr(String host, int port) {
        return SocketAddresses.encode(new InetSocketAddress(InterfaceAddress.parseAddress(host), port));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer read) {
        return UTF_8.decode(read.flip()).toString();
    }

    /** An echo request (RFC 792) with its checksum (RFC 1071). */
    private static ByteBuffer ping(int id, int sequence) {
        ByteBuffer packet = ByteBuffer.allocateDirect(16);
        packet.put(0, (byte) ECHO)
                .putShort(4, (short) id)
                .putShort(6, (short) sequence)
                .putLong(8, 0x1234567890L);
        int sum = 0;
        for (int i = 0; i < 16; i += 2) {
            sum += Short.toUnsignedInt(packet.getShort(i));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return packet.putShort(2, (short) ~((sum & 0xffff) + (sum >>> 16)));
    }

    @Test
    void pingsWithARawSocket() throws IOException {
        try (NativeSocket raw = alice.openSocket(AF_INET, SOCK_RAW, IPPROTO_ICMP)) {
            raw.sendTo(ping(7, 1), sockaddr("10.8.0.2", 0));

            ByteBuffer reply = ByteBuffer.allocate(200);
            ByteBuffer from = ByteBuffer.allocate(64);
            raw.receiveFrom(reply, from);
            assertThat(SocketAddresses.decode(from, 0).getAddress().getHostAddress())
                    .isEqualTo("10.8.0.2");
            // behind the IPv4 header
            assertThat(reply.get(20)).isEqualTo((byte) ECHO_REPLY);
            assertThat(reply.getShort(24)).isEqualTo((short) 7);
        }
    }

    @Test
    void pingsWithAPingSocket() throws IOException {
        try (NativeSocket socket = alice.openSocket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)) {
            socket.connect(sockaddr("10.8.0.2", 0));

            assertThat(socket.write(ping(0, 3))).isEqualTo(16);

            ByteBuffer reply = ByteBuffer.allocateDirect(64);
            assertThat(socket.read(reply)).isEqualTo(16);
            assertThat(reply.get(0)).isEqualTo((byte) ECHO_REPLY);
            assertThat(reply.getShort(6)).isEqualTo((short) 3);
        }
    }

    @Test
    void seesAndSendsEthernetFrames() throws IOException {
        // a local experimental type (IEEE 802), in network order
        try (NativeSocket listening = bob.openSocket(AF_PACKET, SOCK_RAW, Short.reverseBytes((short) 0x88b5) & 0xffff);
                NativeSocket sending = alice.openSocket(AF_PACKET, SOCK_RAW, 0)) {
            byte[] frame = new byte[60];
            Arrays.fill(frame, 0, 6, (byte) 0xff);
            System.arraycopy(alice.links().get(0).mac().octets(), 0, frame, 6, 6);
            frame[12] = (byte) 0x88;
            frame[13] = (byte) 0xb5;
            frame[59] = 42;
            // struct sockaddr_ll { u16 family, protocol; s32 interface; … }
            ByteBuffer device = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
            device.putShort(0, (short) AF_PACKET).putInt(4, interfaceIndex());

            assertThat(sending.sendTo(ByteBuffer.wrap(frame), device)).isEqualTo(60);

            ByteBuffer seen = ByteBuffer.allocate(2000);
            assertThat(listening.read(seen)).isEqualTo(60);
            assertThat(seen.get(59)).isEqualTo((byte) 42);
        }
    }

    private int interfaceIndex() throws IOException {
        String link = alice.run("ip -o link show vde0").results().get(0).stdout();
        return Integer.parseInt(link.substring(0, link.indexOf(':')));
    }

    @Test
    void talksNetlink() throws IOException {
        try (NativeSocket netlink = alice.openSocket(AF_NETLINK, SOCK_RAW, 0)) {
            // RTM_GETLINK, as a dump: struct nlmsghdr, struct ifinfomsg
            ByteBuffer request = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
            request.putInt(0, 32).putShort(4, (short) 18).putShort(6, (short) 0x301);

            netlink.write(request);

            ByteBuffer answer = ByteBuffer.allocate(32 * 1024);
            netlink.read(answer);
            assertThat(UTF_8.decode(answer.flip()).toString()).contains("lo\0").contains("vde0\0");
        }
    }

    @Test
    void acceptsAndConnectsStreams() throws Exception {
        try (NativeSocket server = alice.openSocket(AF_INET, SOCK_STREAM, 0);
                NativeSocket client = bob.openSocket(AF_INET, SOCK_STREAM, 0)) {
            server.bind(sockaddr("10.8.0.1", 80));
            server.listen(5);
            FutureTask<NativeSocket> accepting = new FutureTask<>(server::accept);
            new Thread(accepting).start();

            client.connect(sockaddr("10.8.0.1", 80));

            try (NativeSocket accepted = accepting.get(10, TimeUnit.SECONDS)) {
                client.write(text("hello"));
                ByteBuffer received = ByteBuffer.allocate(100);
                assertThat(accepted.read(received)).isEqualTo(5);
                assertThat(text(received)).isEqualTo("hello");
                ByteBuffer peer = ByteBuffer.allocate(64);
                accepted.remoteAddress(peer);
                assertThat(SocketAddresses.decode(peer, 0).getAddress().getHostAddress())
                        .isEqualTo("10.8.0.2");
                ByteBuffer local = ByteBuffer.allocate(64);
                client.remoteAddress(local);
                assertThat(SocketAddresses.decode(local, 0).getPort()).isEqualTo(80);
            }
        }
    }

    @Test
    void seesTheEndOfAStream() throws Exception {
        NativeSocket client = bob.openSocket(AF_INET, SOCK_STREAM, 0);
        try (NativeSocket server = alice.openSocket(AF_INET, SOCK_STREAM, 0)) {
            server.bind(sockaddr("10.8.0.1", 80));
            server.listen(5);
            client.connect(sockaddr("10.8.0.1", 80));
            try (NativeSocket accepted = server.accept()) {
                client.close();

                assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
    }

    @Test
    void exchangesDatagrams() throws IOException {
        try (NativeSocket one = alice.openSocket(AF_INET, SOCK_DGRAM, 0);
                NativeSocket other = bob.openSocket(AF_INET, SOCK_DGRAM, 0)) {
            one.bind(sockaddr("10.8.0.1", 53));

            other.sendTo(text("question"), sockaddr("10.8.0.1", 53));

            ByteBuffer data = ByteBuffer.allocateDirect(100);
            ByteBuffer from = ByteBuffer.allocateDirect(64);
            one.receiveFrom(data, from);
            assertThat(text(data)).isEqualTo("question");
            one.sendTo(text("answer"), from.flip());
            data.clear();
            assertThat(other.read(data)).isEqualTo(6);
            // an empty datagram is no end
            one.sendTo(text(""), from.rewind());
            assertThat(other.read(ByteBuffer.allocate(10))).isZero();
        }
    }

    @Test
    void setsAndGetsOptions() throws IOException {
        final int solSocket = 1;
        final int soReuseAddr = 2;
        try (NativeSocket socket = alice.openSocket(AF_INET, SOCK_STREAM, 0)) {
            ByteBuffer on =
                    ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, 1);

            socket.setOption(solSocket, soReuseAddr, on);

            ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            socket.getOption(solSocket, soReuseAddr, value);
            assertThat(value.position()).isEqualTo(4);
            assertThat(value.getInt(0)).isEqualTo(1);
            assertThatThrownBy(() -> socket.setOption(12345, 1, on.duplicate()))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageContaining("12345");
        }
    }

    @Test
    void saysWhatTheKernelRefused() throws IOException {
        assertThatThrownBy(() -> alice.openSocket(99, 1, 0))
                .isInstanceOf(SyscallException.class)
                .hasMessageContainingAll("socket(99, 1, 0)", "EAFNOSUPPORT");
        try (NativeSocket socket = alice.openSocket(AF_INET, SOCK_STREAM, 0)) {
            assertThatThrownBy(() -> socket.connect(sockaddr("10.8.0.2", 9)))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageContaining("ECONNREFUSED");
        }
    }

    @Test
    void wakesWhoeverIsBlockedWhenClosed() throws Exception {
        NativeSocket server = alice.openSocket(AF_INET, SOCK_STREAM, 0);
        server.bind(sockaddr("10.8.0.1", 81));
        server.listen(1);
        NativeSocket datagrams = alice.openSocket(AF_INET, SOCK_DGRAM, 0);
        FutureTask<NativeSocket> accepting = new FutureTask<>(server::accept);
        FutureTask<Integer> reading = new FutureTask<>(() -> datagrams.read(ByteBuffer.allocate(1)));
        new Thread(accepting).start();
        new Thread(reading).start();

        server.close();
        datagrams.close();

        assertThatThrownBy(() -> accepting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        assertThat(server.isOpen()).isFalse();
        assertThatThrownBy(server::fd).isInstanceOf(ClosedChannelException.class);
    }
}

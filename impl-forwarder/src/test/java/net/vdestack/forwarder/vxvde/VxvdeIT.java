package net.vdestack.forwarder.vxvde;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static net.vdestack.forwarder.fixture.Frames.toReceive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.vdestack.api.DropReason;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.datagram.VxlanHeader;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One node is turned by hand; the others of its network are bare sockets. Runs in a network namespace of its own. */
@Timeout(120)
class VxvdeIT {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_RAW = 255;
    private static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_PMTUDISC_DO = 2;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    /** The first sockets that a node opens. */
    private static final int GROUP = 0;

    private static final int OWN = 1;

    private static final String NETWORK = "239.1.2.3/vni=66";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long C = 0x02_00_00_00_00_0cL;
    private static final InetSocketAddress EVERYBODY = new InetSocketAddress("239.1.2.3", 14789);

    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;

    @BeforeEach
    void noteWhatThereIs() throws Exception {
        leaks = Leaks.since();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        leaks.awaitNone();
    }

    /** A node as another program makes it: plain sockets. */
    private final class Peer {
        final VxvdeSockets sockets;

        Peer(String specific) throws IOException {
            LocalUnderlay here = new LocalUnderlay();
            sockets = VxvdeSockets.open(VxvdeNetwork.parse(new Locator("vxvde", specific), here), here);
            open.add(sockets);
        }

        void send(InetSocketAddress to, byte[] datagram) {
            sendFrom(sockets.own().number(), to, datagram);
        }

        void send(InetSocketAddress to, long header, byte[] frame) {
            send(to, datagram(header, frame));
        }

        /** What waits at a socket, headers included. */
        List<byte[]> received(int socket) {
            List<byte[]> received = new ArrayList<>();
            for (; ; ) {
                ByteBuffer data = ByteBuffer.allocateDirect(65536);
                int length = Sockets.tryReceive(socket, data, Sockets.MSG_DONTWAIT, null);
                if (length < 0) {
                    assertThat(length).isEqualTo(-Errno.EAGAIN.number());
                    return received;
                }
                byte[] bytes = new byte[length];
                data.get(bytes);
                received.add(bytes);
            }
        }

        List<byte[]> own() {
            return received(sockets.own().number());
        }

        List<byte[]> group() {
            return received(sockets.group().number());
        }
    }

    private static void sendFrom(int socket, InetSocketAddress to, byte[] datagram) {
        ByteBuffer data = ByteBuffer.allocateDirect(Math.max(1, datagram.length))
                .put(datagram)
                .flip();
        assertThat(Sockets.trySend(socket, data, 0, SocketAddresses.encode(to))).isEqualTo(datagram.length);
    }

    private static byte[] datagram(long header, byte[] frame) {
        return ByteBuffer.allocate(8 + frame.length).putLong(header).put(frame).array();
    }

    private static long header() {
        return VxlanHeader.of(66);
    }

    private FramePort node(String specific) throws IOException {
        FramePort port = new VxvdeProvider().open(new Locator("vxvde", specific), context);
        open.add(port);
        return port;
    }

    private InetSocketAddress ownAddress() throws IOException {
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(context.sockets().get(OWN), address);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), SocketAddresses.port(address, 0));
    }

    /** All that the node has received by now: over 'lo', what is sent has arrived. */
    private static List<byte[]> received(FramePort node) throws IOException {
        List<byte[]> received = new ArrayList<>();
        FrameBatch batch = toReceive();
        // passed over datagrams make an empty batch; three of them in a row do not happen while some are good
        for (int idle = 0; idle < 3; ) {
            batch.clear();
            idle = node.receive(batch) == 0 ? idle + 1 : 0;
            for (int slot = 0; slot < batch.size(); slot++) {
                received.add(Frames.bytes(batch, slot));
            }
        }
        return received;
    }

    /** The numbers of what comes with one call. */
    private static List<Long> numbersOfNext(FramePort node) throws IOException {
        FrameBatch batch = toReceive();
        node.receive(batch);
        return IntStream.range(0, batch.size())
                .mapToObj(slot -> Frames.number(Frames.bytes(batch, slot)))
                .toList();
    }

    private static void ip(String... arguments) throws Exception {
        Machine.here("ip " + String.join(" ", arguments));
    }

    /** An Ethernet address is learned where it speaks from. */
    private static void introduce(FramePort node, Peer peer, long mac) throws IOException {
        peer.send(EVERYBODY, header(), frame(BROADCAST, mac, 60, 1));
        assertThat(received(node)).isNotEmpty();
        peer.group();
    }

    @Test
    void sendsAsTheProtocolSays() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        byte[] broadcast = frame(BROADCAST, A, 60, 1);
        byte[] unknown = frame(B, A, 9234, 2);

        assertThat(node.send(batch(broadcast, unknown), 0)).isEqualTo(2);

        assertThat(peer.group())
                .containsExactly(
                        datagram(0x08_00_00_00_00_00_42_00L, broadcast), datagram(0x08_00_00_00_00_00_42_00L, unknown));
        assertThat(peer.own()).isEmpty();
    }

    @Test
    void doesNotHearItself() throws Exception {
        FramePort node = node(NETWORK);
        new Peer(NETWORK);

        node.send(batch(frame(BROADCAST, A, 60, 1)), 0);

        assertThat(received(node)).isEmpty();
        assertThat(context.drops()).isZero();
    }

    @Test
    void hearsANodeOfAnotherAddressWithItsOwnPort() throws Exception {
        FramePort node = node(NETWORK + "/bind=127.0.0.1");
        try (Fd other = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_DGRAM, 0)) {
            InetSocketAddress twin =
                    new InetSocketAddress("127.0.0.2", ownAddress().getPort());
            Sockets.bind(other.number(), SocketAddresses.encode(twin), twin.toString());
            byte[] frame = frame(BROADCAST, B, 60, 1);

            sendFrom(other.number(), EVERYBODY, datagram(header(), frame));

            assertThat(received(node)).containsExactly(frame);
        }
        node.send(batch(frame(BROADCAST, A, 60, 2)), 0);
        assertThat(received(node)).as("its own").isEmpty();
    }

    @Test
    void hearsAnotherMachineThatHasItsPort() throws Exception {
        FramePort node = node(NETWORK);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        byte[] datagram = datagram(header(), frame);
        ByteBuffer packet = ByteBuffer.allocate(28 + datagram.length);
        // an IPv4 header whose length and checksum are the kernel's to fill in (raw(7)), and a UDP header without one
        packet.putShort((short) 0x4500).putShort((short) 0).putInt(0);
        packet.put((byte) 1).put((byte) 17).putShort((short) 0);
        packet.put(InetAddress.getByName("192.0.2.7").getAddress());
        packet.put(EVERYBODY.getAddress().getAddress());
        packet.putShort((short) ownAddress().getPort()).putShort((short) EVERYBODY.getPort());
        packet.putShort((short) (8 + datagram.length)).putShort((short) 0).put(datagram);

        try (Fd elsewhere = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_RAW, IPPROTO_RAW)) {
            sendFrom(elsewhere.number(), new InetSocketAddress(EVERYBODY.getAddress(), 0), packet.array());
        }

        assertThat(received(node)).containsExactly(frame);
    }

    @Test
    void hearsTheGroupWhateverIsForItAlone() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        assertThat(numbersOfNext(node)).as("it is quiet").isEmpty();
        peer.send(EVERYBODY, header(), frame(A, B, 60, 1));
        peer.send(ownAddress(), header(), frame(A, B, 60, 2));
        assertThat(numbersOfNext(node)).containsExactly(2L);

        peer.send(ownAddress(), header(), frame(A, B, 60, 3));
        assertThat(numbersOfNext(node)).containsExactly(1L, 3L);

        peer.send(EVERYBODY, header(), frame(A, B, 60, 4));
        peer.send(ownAddress(), header(), frame(A, B, 60, 5));
        assertThat(numbersOfNext(node)).as("in order while it is not").containsExactly(4L, 5L);
    }

    @Test
    void countsWhatFoundNoRoomInItsSocket() throws Exception {
        FramePort node = node(NETWORK + "/rcvbuf=8K");
        Peer peer = new Peer(NETWORK);
        final int sent = 500;
        for (int i = 0; i < sent; i++) {
            peer.send(ownAddress(), header(), frame(A, B, 1000, i));
        }

        int received = received(node).size();
        context.pass(1_000_000_000L);
        peer.send(ownAddress(), header(), frame(A, B, 1000, sent));
        received += received(node).size();

        assertThat(received).isBetween(2, sent);
        assertThat(context.drops(DropReason.QUEUE_FULL)).isEqualTo(sent + 1 - received);
    }

    @Test
    void countsWhatBelongsToAnotherNetwork() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        for (int bit = 0; bit < 64; bit++) {
            peer.send(EVERYBODY, header() ^ (1L << bit), frame);
            peer.send(ownAddress(), header() ^ (1L << bit), frame);
        }
        peer.send(EVERYBODY, header(), frame);

        assertThat(received(node)).containsExactly(frame);
        Await.until("the last one is counted", () -> {
            assertThat(node.receive(toReceive())).isZero();
            return context.drops(DropReason.FOREIGN) == 128;
        });
        assertThat(context.drops()).isEqualTo(128);
    }

    @Test
    void sendsToTheLearnedAddressAndPortOnly() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        Peer c = new Peer(NETWORK);
        introduce(node, b, B);
        introduce(node, c, C);
        b.group();
        c.group();
        byte[] toB = frame(B, A, 60, 1);
        byte[] toC = frame(C, A, 1514, 2);

        node.send(batch(toB, toC, toB), 0);

        assertThat(b.own()).containsExactly(datagram(header(), toB), datagram(header(), toB));
        assertThat(c.own()).containsExactly(datagram(header(), toC));
        assertThat(b.group()).isEmpty();
        assertThat(c.group()).isEmpty();
    }

    @Test
    void learnsFromWhatItIsSentAloneToo() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        b.send(ownAddress(), header(), frame(A, B, 60, 1));
        assertThat(received(node)).hasSize(1);

        node.send(batch(frame(B, A, 60, 2)), 0);

        assertThat(b.own()).hasSize(1);
        assertThat(b.group()).isEmpty();
    }

    @Test
    void neverLearnsAGroupAddress() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        long group = 0x01_00_5e_00_00_01L;
        introduce(node, b, group);

        node.send(batch(frame(group, A, 60, 2)), 0);

        assertThat(b.own()).isEmpty();
        assertThat(b.group()).hasSize(1);
    }

    @Test
    void forgetsAnAddressThatIsNotHeardForLong() throws Exception {
        FramePort node = node(NETWORK + "/expiretime=10");
        Peer b = new Peer(NETWORK);
        introduce(node, b, B);

        context.pass(TimeUnit.SECONDS.toNanos(10));
        node.send(batch(frame(B, A, 60, 1)), 0);
        assertThat(b.own()).hasSize(1);

        context.pass(1);
        node.send(batch(frame(B, A, 60, 2)), 0);
        assertThat(b.own()).isEmpty();
        assertThat(b.group()).hasSize(1);
    }

    @Test
    void followsAnAddressThatMoves() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        Peer c = new Peer(NETWORK);
        introduce(node, b, B);
        introduce(node, c, B);

        node.send(batch(frame(B, A, 60, 1)), 0);

        assertThat(b.own()).isEmpty();
        assertThat(c.own()).hasSize(1);
    }

    @Test
    void forgetsExactlyTheNodeThatLeaves() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        Peer c = new Peer(NETWORK);
        introduce(node, b, B);
        introduce(node, b, B + 0x100);
        introduce(node, c, C);
        b.group();
        c.group();

        b.send(EVERYBODY, header(), new byte[0]);
        assertThat(received(node)).isEmpty();
        c.group();
        node.send(batch(frame(B, A, 60, 1), frame(B + 0x100, A, 60, 2), frame(C, A, 60, 3)), 0);

        assertThat(b.own()).isEmpty();
        assertThat(c.own()).hasSize(1);
        assertThat(c.group()).as("flooded").hasSize(2);
        assertThat(context.drops()).isZero();
    }

    @Test
    void saysThatItLeaves() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);

        node.close();
        node.close();

        assertThat(peer.group()).containsExactly(datagram(header(), new byte[0]));
    }

    @Test
    void keepsFloodedFramesBeforeTheUnicastOnesThatFollow() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        b.send(EVERYBODY, header(), frame(A, B, 60, 1));
        b.send(ownAddress(), header(), frame(A, B, 60, 2));

        assertThat(received(node).stream().map(Frames::number)).containsExactly(1L, 2L);
    }

    @Test
    void neitherSocketKeepsTheOtherWaiting() throws Exception {
        FramePort node = node(NETWORK);
        Peer b = new Peer(NETWORK);
        for (int i = 0; i < 200; i++) {
            b.send(EVERYBODY, header(), frame(BROADCAST, B, 60, i));
            b.send(ownAddress(), header(), frame(A, B, 60, 1000 + i));
        }
        FrameBatch batch = toReceive();

        int first = node.receive(batch);

        List<Long> numbers = new ArrayList<>();
        for (int slot = 0; slot < first; slot++) {
            numbers.add(Frames.number(Frames.bytes(batch, slot)));
        }
        assertThat(numbers).contains(0L, 1000L);
        assertThat(received(node)).hasSize(400 - first);
    }

    @Test
    void aFrameThatTheUnderlayCannotCarryIsDroppedAndCounted() throws Exception {
        ip("link", "set", "lo", "mtu", "1500");
        try {
            FramePort node = node(NETWORK);
            Peer peer = new Peer(NETWORK);
            Sockets.setOption(context.sockets().get(OWN), IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
            byte[] fits = frame(BROADCAST, A, 1500 - 28 - 8, 2);
            FrameBatch batch = batch(frame(BROADCAST, A, 1500 - 28 - 8 + 1, 1), fits, frame(BROADCAST, A, 9234, 3));

            assertThat(node.send(batch, 0)).isEqualTo(3);

            assertThat(batch.dropped(0)).isEqualTo(DropReason.OVERSIZE);
            assertThat(batch.dropped(1)).isNull();
            assertThat(batch.dropped(2)).isEqualTo(DropReason.OVERSIZE);
            assertThat(peer.group()).containsExactly(datagram(header(), fits));
        } finally {
            ip("link", "set", "lo", "mtu", "65536");
        }
    }

    @Test
    void marksRuntsAndTooLongFramesAndSendsTheOthers() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        FrameBatch batch =
                batch(frame(B, A, 13, 1), frame(B, A, 14, 2), frame(B, A, 9235, 3), frame(B, A, 9234, 4), new byte[0]);

        assertThat(node.send(batch, 0)).isEqualTo(5);

        assertThat(batch.dropped(0)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(1)).isNull();
        assertThat(batch.dropped(2)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(3)).isNull();
        assertThat(batch.dropped(4)).isEqualTo(DropReason.RUNT);
        assertThat(peer.group()).extracting(each -> each.length).containsExactly(22, 9242);
    }

    @Test
    void aNodeThatCannotBeReachedIsLookedForAnew() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        introduce(node, peer, B);
        ip("route", "add", "table", "50", "unreachable", "127.0.0.0/8");
        ip("rule", "add", "pref", "0", "to", "127.0.0.1", "table", "50");
        ip("rule", "del", "pref", "0", "table", "local");
        ip("rule", "add", "pref", "10", "table", "local");
        byte[] frame = frame(B, A, 60, 1);
        try {
            assertThat(node.send(batch(frame), 0)).isEqualTo(1);
        } finally {
            ip("rule", "add", "pref", "0", "table", "local");
            ip("rule", "del", "pref", "10", "table", "local");
            ip("rule", "del", "pref", "0", "table", "50");
            ip("route", "flush", "table", "50");
        }

        assertThat(peer.own()).isEmpty();
        assertThat(peer.group()).containsExactly(datagram(header(), frame));
    }

    @Test
    void garbageIsCountedAndBreaksNothing() throws Exception {
        FramePort node = node(NETWORK);
        Peer peer = new Peer(NETWORK);
        Random random = new Random(20);
        List<Integer> lengths =
                new ArrayList<>(List.of(0, 1, 7, 8, 9, 13, 21, 22, 9241, 9242, 9243, 9288, 9300, 65507));
        for (int i = 0; i < 100; i++) {
            lengths.add(random.nextInt(65508));
        }
        int runts = 0;
        int tooLong = 0;
        int foreign = 0;
        int good = 0;
        int frames = 0;
        for (int length : lengths) {
            for (boolean ours : new boolean[] {false, true}) {
                byte[] datagram = new byte[length];
                random.nextBytes(datagram);
                boolean long8 = length >= 8;
                if (long8) {
                    ByteBuffer.wrap(datagram).putLong(0, ours ? header() : header() ^ 1);
                }
                peer.send(random.nextBoolean() ? EVERYBODY : ownAddress(), datagram);
                runts += !long8 || (ours && length > 8 && length < 22) ? 1 : 0;
                foreign += long8 && !ours ? 1 : 0;
                tooLong += ours && length > 9242 ? 1 : 0;
                good += ours && length >= 22 && length <= 9242 ? 1 : 0;
            }
            frames += received(node).size();
        }

        assertThat(frames).isEqualTo(good).isPositive();
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(runts);
        assertThat(context.drops(DropReason.FOREIGN)).isEqualTo(foreign);
        assertThat(context.drops(DropReason.OVERSIZE)).isEqualTo(tooLong);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        peer.send(EVERYBODY, header(), frame);
        assertThat(received(node)).containsExactly(frame);
    }

    @Test
    void parametersReachTheSockets() throws Exception {
        node(NETWORK + "/ttl=9/rcvbuf=20000/if=lo/bind=127.0.0.3");
        int own = context.sockets().get(OWN);
        int group = context.sockets().get(GROUP);

        assertThat(Sockets.getOption(own, IPPROTO_IP, IP_TTL)).isEqualTo(9);
        assertThat(Sockets.getOption(own, IPPROTO_IP, IP_MULTICAST_TTL)).isEqualTo(9);
        // socket(7): the kernel doubles it
        assertThat(Sockets.getOption(own, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF))
                .isEqualTo(40_000);
        assertThat(Sockets.getOption(group, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF))
                .isGreaterThan(4 << 20);
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(own, address);
        assertThat(SocketAddresses.decode(address, 0).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.3"));
        ByteBuffer groupAddress = Sockets.addressBuffer();
        Sockets.localAddress(group, groupAddress);
        assertThat(SocketAddresses.decode(groupAddress, 0)).isEqualTo(EVERYBODY);
    }

    @Test
    void oneHopIsTheDefault() throws Exception {
        node(NETWORK);
        int own = context.sockets().get(OWN);

        assertThat(Sockets.getOption(own, IPPROTO_IP, IP_TTL)).isEqualTo(1);
        assertThat(Sockets.getOption(own, IPPROTO_IP, IP_MULTICAST_TTL)).isEqualTo(1);
    }

    @Test
    void saysWhatItCannotOpen() {
        assertThatIOException().isThrownBy(() -> node(NETWORK + "/if=nope")).withMessageContaining("nope");
        assertThatIOException()
                .isThrownBy(() -> node(NETWORK + "/bind=192.0.2.1"))
                .withMessageContaining("192.0.2.1")
                .withMessageContaining("EADDRNOTAVAIL");
        assertThatIOException()
                .isThrownBy(() -> node("/v6/if=lo/bind=2001:db8::1"))
                .withMessageContaining("2001:db8");
    }

    @Test
    void saysWhenThereIsNoRouteToTheGroup() throws Exception {
        ip("route", "del", "224.0.0.0/4", "dev", "lo");
        try {
            assertThatIOException()
                    .isThrownBy(() -> node(NETWORK))
                    .withMessageContaining("239.1.2.3")
                    .withMessageContaining("/if=NAME");
        } finally {
            ip("route", "add", "224.0.0.0/4", "dev", "lo", "src", "127.0.0.1");
        }
    }

    @Test
    void suitsTheMtuOfTheUnderlay() throws Exception {
        VxvdeProvider provider = new VxvdeProvider();
        Locator network = new Locator("vxvde", NETWORK);
        assertThat(provider.mtu(network, new FakeContext().underlay()))
                .as("an IP packet has 65535 bytes at most")
                .isEqualTo(65535 - 50);

        ip("link", "set", "lo", "mtu", "1400");
        try {
            assertThat(provider.mtu(network, context.underlay())).isEqualTo(1350);
        } finally {
            ip("link", "set", "lo", "mtu", "65536");
        }
    }

    @Test
    void forwardingAllocatesNothing() throws Exception {
        FramePort node = node(NETWORK);
        FakeContext other = new FakeContext();
        FramePort peer = new VxvdeProvider().open(new Locator("vxvde", NETWORK), other);
        open.add(peer);
        peer.send(batch(frame(BROADCAST, B, 60, 1)), 0);
        assertThat(received(node)).hasSize(1);
        FrameBatch out = batch(frame(B, A, 60, 2), frame(B, A, 1514, 3), frame(BROADCAST, A, 60, 4));
        FrameBatch in = toReceive();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();

        long frames = exchange(node, out, peer, in, 10_000);
        long before = threads.getThreadAllocatedBytes(self);
        frames += exchange(node, out, peer, in, 10_000);
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(frames).isEqualTo(60_000);
        assertThat(allocated).as("bytes in total").isLessThan(2048);
    }

    private static long exchange(FramePort from, FrameBatch out, FramePort to, FrameBatch in, int rounds)
            throws IOException {
        long frames = 0;
        for (int round = 0; round < rounds; round++) {
            from.send(out, 0);
            in.clear();
            frames += to.receive(in);
            in.clear();
            from.receive(in);
        }
        return frames;
    }

    @Test
    void connectsTwoMachinesOverIpv6() throws Exception {
        Machine machine = new Machine();
        open.add(machine);
        ip("link", "add", "vx0", "type", "veth", "peer", "name", "vx1", "netns", machine.id());
        ip("-6", "addr", "add", "fd00::1/64", "dev", "vx0", "nodad");
        ip("link", "set", "vx0", "up");
        machine.ip("-6 addr add fd00::2/64 dev vx1 nodad");
        machine.ip("link set vx1 up");
        // the kernel adds them a while after the interfaces have come up
        String routes = "-6 route show table local type multicast dev ";
        Await.until(
                "the multicast routes of both ends",
                () -> !Machine.here("ip " + routes + "vx0").isBlank()
                        && !machine.ip(routes + "vx1").isBlank());
        FakeContext far = new FakeContext(machine);
        String here = "/v6/if=vx0/bind=fd00::1/ttl=3";
        FramePort node = node(here);
        FramePort peer = new VxvdeProvider().open(new Locator("vxvde", "/v6/if=vx1"), far);
        // before the machine
        open.add(0, peer);
        int own = context.sockets().get(OWN);
        assertThat(Sockets.getOption(own, IPPROTO_IPV6, IPV6_MULTICAST_HOPS)).isEqualTo(3);
        assertThat(Sockets.getOption(own, IPPROTO_IPV6, IPV6_MULTICAST_IF)).isPositive();
        assertThat(new VxvdeProvider().mtu(new Locator("vxvde", here), context.underlay()))
                .isEqualTo(1430);

        FrameBatch in = toReceive();
        byte[] hello = frame(BROADCAST, A, 60, 1);
        // the kernel brings a new interface up in its own time
        Await.until("the first frame arrives", () -> {
            node.send(batch(hello), 0);
            in.clear();
            return peer.receive(in) > 0;
        });
        assertThat(Frames.bytes(in, 0)).isEqualTo(hello);
        for (int length : new int[] {14, 60, 1430, 1514, 9234}) {
            byte[] answer = frame(A, B, length, length);
            peer.send(batch(answer), 0);
            in.clear();
            Await.until("the answer arrives", () -> node.receive(in) > 0);
            assertThat(Frames.bytes(in, 0)).isEqualTo(answer);
        }
        assertThat(context.drops()).isZero();
        Await.until("nothing more comes", () -> {
            in.clear();
            return peer.receive(in) == 0;
        });
        assertThat(received(node)).isEmpty();
    }
}

package net.vdestack.forwarder.vxlan;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.datagram.UdpSocket;
import net.vdestack.forwarder.datagram.VxlanHeader;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Datagrams;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One end is turned by hand; the others are bare sockets on another machine, at the other end of a cable. */
@Timeout(120)
class VxlanIT {
    private static final int IPPROTO_IP = 0;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final long HEADER = 0x08_00_00_00_00_00_42_00L;
    private static final String NETWORK = "239.1.2.3/vni=66/if=cable0";
    /** Everything goes to the first peer unless another is known. */
    private static final String NODE = "192.0.2.2/vni=66";

    private static final String FIRST = "192.0.2.2";
    private static final String SECOND = "192.0.2.3";

    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long C = 0x02_00_00_00_00_0cL;
    private static final int PORT = 4789;
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 4789);

    private final VxlanProvider provider = new VxlanProvider();
    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Leaks leaks;
    private Machine machine;

    @BeforeEach
    void layCable() throws Exception {
        leaks = Leaks.since();
        machine = new Machine();
        Machine.here("ip link add cable0 type veth peer name cable1 netns " + machine.id());
        Machine.here("ip addr add 192.0.2.1/24 dev cable0");
        Machine.here("ip link set cable0 up");
        machine.ip("addr add 192.0.2.2/24 dev cable1");
        machine.ip("addr add 192.0.2.3/24 dev cable1");
        machine.ip("link set cable1 up");
        machine.ip("route add 224.0.0.0/4 dev cable1");
        machine.awaitUp("cable1");
        Await.until(
                "cable0 carries frames",
                () -> Machine.here("ip link show cable0").contains("state UP"));
    }

    @AfterEach
    void leavesNothing() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        Machine.here("ip link del cable0");
        machine.close();
        leaks.awaitNone();
    }

    private FramePort end(String specific) throws IOException {
        FramePort port = provider.open(new Locator("vxlan", specific), context);
        open.add(port);
        return port;
    }

    private Datagrams peer(String address, int port) throws IOException {
        Datagrams peer = new Datagrams(new InetSocketAddress(address, port), machine);
        open.add(peer);
        return peer;
    }

    private static byte[] datagram(long header, byte[] frame) {
        return Datagrams.concat(header, frame);
    }

    /** All that was sent to the end by now: what a peer sends last comes last. */
    private static List<byte[]> received(FramePort end, Datagrams peer, long header) throws Exception {
        byte[] last = frame(A, C, 60, 1_000_000);
        peer.send(HERE, datagram(header, last));
        List<byte[]> received = new ArrayList<>();
        FrameBatch batch = toReceive();
        Await.until("the last frame comes", () -> {
            batch.clear();
            end.receive(batch);
            for (int slot = 0; slot < batch.size(); slot++) {
                received.add(Frames.bytes(batch, slot));
            }
            return !received.isEmpty() && Arrays.equals(received.get(received.size() - 1), last);
        });
        received.remove(received.size() - 1);
        return received;
    }

    private static List<byte[]> received(FramePort end, Datagrams peer) throws Exception {
        return received(end, peer, HEADER);
    }

    @Test
    void answersAtTheNetworksPortWhateverPortWasSentFrom() throws Exception {
        Datagrams listening = peer(SECOND, PORT);
        Datagrams sending = peer(SECOND, 50_000);
        FramePort end = end(NODE);
        sending.send(HERE, datagram(HEADER, frame(A, B, 60, 1)));
        assertThat(received(end, sending)).containsExactly(frame(A, B, 60, 1));
        byte[] answer = frame(B, A, 9234, 2);

        assertThat(end.send(batch(answer), 0)).isEqualTo(1);

        assertThat(listening.receive(1)).containsExactly(datagram(HEADER, answer));
        assertThat(sending.received()).isEmpty();
    }

    @Test
    void sendsWhatIsForNobodyKnownToTheOneOtherEnd() throws Exception {
        Datagrams rest = peer(FIRST, PORT);
        Datagrams other = peer(SECOND, PORT);
        FramePort end = end(NODE);
        byte[] flooded = frame(BROADCAST, A, 60, 1);
        byte[] unknown = frame(B, A, 60, 2);
        end.send(batch(flooded, unknown), 0);
        assertThat(rest.receive(2)).containsExactly(datagram(HEADER, flooded), datagram(HEADER, unknown));

        other.send(HERE, datagram(HEADER, frame(A, B, 60, 3)));
        received(end, other);
        end.send(batch(unknown), 0);

        assertThat(other.receive(1)).containsExactly(datagram(HEADER, unknown));
        assertThat(rest.received()).isEmpty();
    }

    @Test
    void nothingOfItsOwnComesBack() throws Exception {
        FramePort end = end(NETWORK);
        Datagrams peer = peer(SECOND, PORT);

        assertThat(end.send(batch(frame(BROADCAST, A, 60, 1)), 0)).isEqualTo(1);

        assertThat(received(end, peer)).isEmpty();
        assertThat(context.drops()).isZero();
    }

    @Test
    void hearsTheGroupItHasJoinedAndNoOther() throws Exception {
        FramePort end = end(NETWORK);
        Datagrams peer = peer(SECOND, 5000);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        try (UdpSocket another = UdpSocket.open(InetAddress.getByName("239.1.2.4"), context.underlay())) {
            another.join(InetAddress.getByName("239.1.2.4"), another.interfaceIndex("cable0"));
            peer.send(new InetSocketAddress("239.1.2.4", PORT), datagram(HEADER, frame(BROADCAST, B, 60, 2)));
            peer.send(new InetSocketAddress("239.1.2.3", PORT), datagram(HEADER, frame));

            assertThat(received(end, peer)).containsExactly(frame);
        }
    }

    @Test
    void onlyFlagsAndNumberTellThatItIsOfThisNetwork() throws Exception {
        FramePort end = end(NODE);
        Datagrams peer = peer(SECOND, 5000);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        int good = 0;
        for (int bit = 0; bit < 64; bit++) {
            peer.send(HERE, datagram(HEADER ^ (1L << bit), frame));
            boolean reserved = bit < 8 || (bit >= 32 && bit < 56);
            good += reserved ? 1 : 0;
        }

        assertThat(received(end, peer)).hasSize(good).hasSize(32);
        assertThat(context.drops(DropReason.FOREIGN)).isEqualTo(32);
        assertThat(context.drops()).isEqualTo(32);
    }

    @Test
    void forgetsAnAddressThatIsNotHeardForLong() throws Exception {
        Datagrams rest = peer(FIRST, PORT);
        Datagrams other = peer(SECOND, PORT);
        FramePort end = end(NODE + "/expiretime=10");
        other.send(HERE, datagram(HEADER, frame(A, B, 60, 1)));
        received(end, other);

        context.pass(TimeUnit.SECONDS.toNanos(10));
        end.send(batch(frame(B, A, 60, 1)), 0);
        assertThat(other.receive(1)).hasSize(1);
        context.pass(1);
        end.send(batch(frame(B, A, 60, 2)), 0);

        assertThat(rest.receive(1)).hasSize(1);
        assertThat(other.received()).isEmpty();
    }

    @Test
    void garbageIsCountedAndBreaksNothing() throws Exception {
        FramePort end = end(NODE);
        Datagrams peer = peer(SECOND, 5000);
        Random random = new Random(20);
        List<Integer> lengths =
                new ArrayList<>(List.of(0, 1, 7, 8, 9, 13, 21, 22, 9241, 9242, 9243, 9288, 9300, 65_000, 65_507));
        for (int i = 0; i < 100; i++) {
            lengths.add(random.nextInt(65_001));
        }
        int runts = 0;
        int tooLong = 0;
        int foreign = 0;
        int good = 0;
        int frames = 0;
        for (int length : lengths) {
            for (boolean ours : new boolean[] {false, true}) {
                byte[] garbage = new byte[Math.max(0, length - 8)];
                random.nextBytes(garbage);
                boolean whole = length >= 8;
                peer.send(HERE, whole ? datagram(ours ? HEADER : ~HEADER, garbage) : new byte[length]);
                runts += !whole || (ours && length < 22) ? 1 : 0;
                foreign += whole && !ours ? 1 : 0;
                tooLong += ours && length > 9242 ? 1 : 0;
                good += ours && length >= 22 && length <= 9242 ? 1 : 0;
            }
            frames += received(end, peer).size();
        }

        assertThat(frames).isEqualTo(good).isPositive();
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(runts);
        assertThat(context.drops(DropReason.FOREIGN)).isEqualTo(foreign);
        assertThat(context.drops(DropReason.OVERSIZE)).isEqualTo(tooLong);
    }

    @Test
    void parametersReachTheSocket() throws Exception {
        end("239.1.2.3/ttl=9/rcvbuf=20000/if=lo/port=4001");
        int socket = context.sockets().get(0);

        assertThat(Sockets.getOption(socket, IPPROTO_IP, IP_MULTICAST_TTL)).isEqualTo(9);
        // socket(7): the kernel doubles it
        assertThat(Sockets.getOption(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF))
                .isEqualTo(40_000);
        assertThat(Sockets.getOption(socket, IPPROTO_IP, IP_MULTICAST_LOOP)).isZero();
    }

    @Test
    void anotherLinkCannotHaveThePortAndTheSameOneCan() throws Exception {
        end(NETWORK);
        FakeContext other = new FakeContext("other");

        assertThatIOException()
                .isThrownBy(() -> provider.open(new Locator("vxlan", "239.1.2.4/if=cable0"), other))
                .withMessageContaining("4789")
                .withMessageContaining("EADDRINUSE")
                .withMessageContaining("take another one");
        FramePort next = end("239.1.2.3/vni=67/if=cable0");
        open.remove(0).close();
        Datagrams peer = peer(SECOND, 5000);
        byte[] frame = frame(BROADCAST, B, 60, 1);
        peer.send(HERE, datagram(VxlanHeader.of(67), frame));
        assertThat(received(next, peer, VxlanHeader.of(67))).containsExactly(frame);
        assertThatIOException()
                .as("nobody else, not even who would share it")
                .isThrownBy(() -> {
                    try (UdpSocket greedy = UdpSocket.open(HERE.getAddress(), context.underlay())) {
                        greedy.setReuseAddress(true);
                        greedy.bind(HERE);
                    }
                })
                .withMessageContaining("EADDRINUSE");

        next.close();
        open.add(provider.open(new Locator("vxlan", "239.1.2.4/if=cable0"), other));
    }

    @Test
    void saysWhatItCannotOpen() throws Exception {
        assertThatIOException().isThrownBy(() -> end("239.1.2.3/if=nope")).withMessageContaining("nope");
        assertThatIOException()
                .isThrownBy(() -> end("198.51.100.1"))
                .withMessageContaining("198.51.100.1")
                .withMessageContaining("ENETUNREACH");
        Machine.here("ip route del 224.0.0.0/4 dev lo");
        try {
            assertThatIOException()
                    .isThrownBy(() -> end("239.1.2.3"))
                    .withMessageContaining("239.1.2.3")
                    .withMessageContaining("/if=NAME");
        } finally {
            Machine.here("ip route add 224.0.0.0/4 dev lo src 127.0.0.1");
        }
        end(NETWORK);
    }

    @Test
    void suitsTheMtuOfTheUnderlay() throws Exception {
        end(NETWORK);
        Machine.here("ip -6 addr add fd00:77::1/64 dev cable0 nodad");

        assertThat(provider.mtu(new Locator("vxlan", NETWORK), context.underlay()))
                .isEqualTo(1450);
        assertThat(provider.mtu(new Locator("vxlan", NODE), context.underlay())).isEqualTo(1450);
        assertThat(provider.mtu(new Locator("vxlan", "fd00:77::2"), context.underlay()))
                .isEqualTo(1430);
    }

    @Test
    void forwardingAllocatesNothing() throws Exception {
        FramePort end = end(NODE);
        FramePort peer = provider.open(new Locator("vxlan", "192.0.2.1/vni=66"), new FakeContext(machine));
        open.add(peer);
        FrameBatch out = batch(frame(B, A, 60, 2), frame(B, A, 1514, 3), frame(BROADCAST, A, 60, 4));
        FrameBatch back = batch(frame(A, B, 60, 2), frame(C, B, 1514, 3));
        FrameBatch in = toReceive();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();

        exchange(end, out, peer, back, in, 10_000);
        long before = threads.getThreadAllocatedBytes(self);
        long frames = exchange(end, out, peer, back, in, 10_000);
        long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(frames).isPositive();
        assertThat(allocated).as("bytes in total").isLessThan(2048);
    }

    private static long exchange(
            FramePort end, FrameBatch out, FramePort peer, FrameBatch back, FrameBatch in, int rounds)
            throws IOException {
        long frames = 0;
        for (int round = 0; round < rounds; round++) {
            end.send(out, 0);
            peer.send(back, 0);
            in.clear();
            frames += end.receive(in);
            in.clear();
            frames += peer.receive(in);
        }
        return frames;
    }
}

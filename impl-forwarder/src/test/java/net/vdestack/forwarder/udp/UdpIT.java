package net.vdestack.forwarder.udp;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static net.vdestack.forwarder.fixture.Frames.toReceive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.Datagrams;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One end is turned by hand, the other one is a bare socket. Runs in a network namespace of its own. */
@Timeout(120)
class UdpIT {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4001);

    private final UdpProvider provider = new UdpProvider();
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

    private FramePort end(String specific) throws IOException {
        FramePort port = provider.open(new Locator("udp", specific), context);
        open.add(port);
        return port;
    }

    private Datagrams peer(String address, int port) throws IOException {
        Datagrams peer = new Datagrams(new InetSocketAddress(address, port));
        open.add(peer);
        return peer;
    }

    private static List<byte[]> received(FramePort end) throws IOException {
        List<byte[]> received = new ArrayList<>();
        FrameBatch batch = toReceive();
        for (int idle = 0; idle < 3; ) {
            batch.clear();
            idle = end.receive(batch) == 0 ? idle + 1 : 0;
            for (int slot = 0; slot < batch.size(); slot++) {
                received.add(Frames.bytes(batch, slot));
            }
        }
        return received;
    }

    @Test
    void eachFrameIsADatagram() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        FramePort end = end("4001->127.0.0.2:4002");
        byte[] shortest = frame(B, A, 14, 1);
        byte[] longest = frame(B, A, 9234, 2);

        assertThat(end.send(batch(shortest, longest), 0)).isEqualTo(2);
        peer.send(HERE, longest);
        peer.send(HERE, shortest);

        assertThat(peer.received()).containsExactly(shortest, longest);
        assertThat(received(end)).containsExactly(longest, shortest);
    }

    @Test
    void overIpv6Too() throws Exception {
        Datagrams peer = peer("::1", 4002);
        FramePort end = end("[::1]:4001->::1:4002");
        byte[] frame = frame(B, A, 60, 1);

        end.send(batch(frame), 0);
        peer.send(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 4001), frame);

        assertThat(peer.received()).containsExactly(frame);
        assertThat(received(end)).containsExactly(frame);
    }

    @Test
    void hearsNobodyButItsOtherEndFromTheBeginning() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        Datagrams samePort = peer("127.0.0.3", 4002);
        Datagrams sameHost = peer("127.0.0.2", 4003);
        FramePort end = end("4001->127.0.0.2:4002");
        samePort.send(HERE, frame(A, B, 60, 1));
        sameHost.send(HERE, frame(A, B, 60, 2));
        peer.send(HERE, frame(A, B, 60, 3));

        assertThat(received(end).stream().map(Frames::number)).containsExactly(3L);
    }

    @Test
    void anEmptyDatagramChangesNothing() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        Datagrams stranger = peer("127.0.0.3", 4002);
        FramePort end = end("4001->127.0.0.2:4002");
        peer.send(HERE, new byte[0]);
        assertThat(received(end)).isEmpty();
        byte[] frame = frame(B, A, 60, 1);

        stranger.send(HERE, frame(A, B, 60, 2));
        end.send(batch(frame), 0);

        assertThat(received(end)).isEmpty();
        assertThat(peer.received()).containsExactly(frame);
        assertThat(context.drops()).isZero();
    }

    @Test
    void marksRuntsAndTooLongFramesAndSendsTheOthers() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        FramePort end = end("4001->127.0.0.2:4002");
        FrameBatch batch = batch(new byte[0], frame(B, A, 13, 1), frame(B, A, 14, 2), frame(B, A, 9235, 3));

        assertThat(end.send(batch, 0)).isEqualTo(4);

        assertThat(batch.dropped(0)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(1)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(2)).isNull();
        assertThat(batch.dropped(3)).isEqualTo(DropReason.OVERSIZE);
        assertThat(peer.received()).extracting(each -> each.length).containsExactly(14);
    }

    @Test
    void garbageIsCountedAndBreaksNothing() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        FramePort end = end("4001->127.0.0.2:4002");
        Random random = new Random(21);
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 13, 14, 9234, 9235, 9280, 9281, 65_000, 65_507));
        for (int i = 0; i < 100; i++) {
            lengths.add(random.nextInt(65_001));
        }
        int frames = 0;
        for (int length : lengths) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            peer.send(HERE, garbage);
            frames += received(end).size();
        }

        assertThat(frames).isEqualTo((int) lengths.stream()
                .filter(length -> length >= 14 && length <= 9234)
                .count());
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(2);
        assertThat(context.drops(DropReason.OVERSIZE))
                .isEqualTo(lengths.stream().filter(length -> length > 9234).count());
    }

    @Test
    void goesOnWhileNobodyListens() throws Exception {
        FramePort end = end("4001->127.0.0.2:4002");
        for (int i = 0; i < 10; i++) {
            assertThat(end.send(batch(frame(B, A, 60, i), frame(B, A, 60, i)), 0))
                    .isEqualTo(2);
            assertThat(received(end)).isEmpty();
        }
        Datagrams peer = peer("127.0.0.2", 4002);
        byte[] frame = frame(B, A, 60, 10);
        end.send(batch(frame), 0);

        assertThat(peer.received()).containsExactly(frame);
    }

    @Test
    void countsWhatFoundNoRoomInItsSocket() throws Exception {
        Datagrams peer = peer("127.0.0.2", 4002);
        FramePort end = end("4001->127.0.0.2:4002");
        final int sent = 5000;
        for (int i = 0; i < sent; i++) {
            peer.send(HERE, frame(A, B, 9000, i));
        }

        int received = received(end).size();
        context.pass(1_000_000_000L);
        peer.send(HERE, frame(A, B, 1000, sent));
        received += received(end).size();

        assertThat(received).isBetween(2, sent);
        assertThat(context.drops(DropReason.QUEUE_FULL)).isEqualTo(sent + 1 - received);
    }

    @Test
    void saysWhatItCannotOpen() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> end("192.0.2.1:4001->127.0.0.2:4002"))
                .withMessageContaining("192.0.2.1")
                .withMessageContaining("EADDRNOTAVAIL");
        assertThatIOException()
                .isThrownBy(() -> end("4001->192.0.2.1:4002"))
                .withMessageContaining("192.0.2.1")
                .withMessageContaining("ENETUNREACH");
        peer("127.0.0.1", 4001);
        assertThatIOException()
                .isThrownBy(() -> end("4001->127.0.0.2:4002"))
                .withMessageContaining("4001")
                .withMessageContaining("EADDRINUSE");
    }

    @Test
    void isLostWhenTheWayIs() throws Exception {
        Machine.here("ip addr add 192.0.2.7/24 dev lo");
        FramePort end = end("4001->192.0.2.8:4002");
        Machine.here("ip addr del 192.0.2.7/24 dev lo");

        assertThatIOException()
                .isThrownBy(() -> end.send(batch(frame(B, A, 60, 1)), 0))
                .withMessageContaining("192.0.2.8");
    }

    @Test
    void suitsTheMtuOfTheUnderlay() throws Exception {
        Machine.here("ip link set lo mtu 1400");
        try {
            assertThat(provider.mtu(new Locator("udp", "4001->127.0.0.2:4002"), context.underlay()))
                    .isEqualTo(1400 - 20 - 8 - 14);
            assertThat(provider.mtu(new Locator("udp", "4001->::1:4002"), context.underlay()))
                    .isEqualTo(1400 - 40 - 8 - 14);
        } finally {
            Machine.here("ip link set lo mtu 65536");
        }
    }
}

package net.vdestack.forwarder.datagram;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.Datagrams;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import net.vdestack.forwarder.fixture.Machine;
import net.vdestack.forwarder.link.BatchMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many datagrams as one message, out and in, over the loopback interface. Runs in a network namespace of its own. */
@Timeout(120)
class RunsIT {
    private static final long FIRST = 0x02_00_00_00_00_0aL;
    private static final long SECOND = 0x02_00_00_00_00_0bL;
    private static final int MESSAGES = 64;

    private final FakeContext context = new FakeContext();
    private final List<AutoCloseable> open = new ArrayList<>();
    private UdpSocket sender;
    private UdpSocket receiver;
    private DatagramReader reader;
    private DatagramWriter writer;
    private FrameBatch received;

    @BeforeEach
    void openBoth() throws Exception {
        openBoth("127.0.0.1");
    }

    private void openBoth(String host) throws Exception {
        sender = socket(host, 0);
        receiver = socket(host, 0);
        receiver.receiveRuns();
        writer = keep(DatagramWriter.ofFrames(sender, new Receivers(receiver.localAddress(), null), context));
        reader = keep(new DatagramReader(0, context, receiver));
        received = keep(BatchMemory.toReceive()).batch();
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty(Offload.PROPERTY);
        Collections.reverse(open);
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T keep(T each) {
        open.add(each);
        return each;
    }

    private UdpSocket socket(String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        UdpSocket socket = keep(UdpSocket.open(address, new LocalUnderlay()));
        socket.bind(new InetSocketAddress(address, port));
        return socket;
    }

    /** Frames for the second address go to the second receiver. */
    private static final class Receivers implements DatagramWriter.Destinations {
        private final Node first;
        private final InetSocketAddress second;

        Receivers(InetSocketAddress first, InetSocketAddress second) {
            this.first = Node.of(first);
            this.second = second;
        }

        @Override
        public Node of(FrameBatch batch, int slot, long now) {
            // another object each time, which is the same node
            return batch.destination(slot) == SECOND ? Node.of(second) : first;
        }

        @Override
        public boolean withoutReach(Node node) {
            return false;
        }
    }

    private static List<byte[]> frames(int... lengths) {
        return IntStream.range(0, lengths.length)
                .mapToObj(i -> frame(FIRST, 1, lengths[i], i))
                .toList();
    }

    private static int[] times(int count, int length) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return lengths;
    }

    private FrameBatch send(List<byte[]> frames) throws IOException {
        FrameBatch batch = Frames.batch(frames.toArray(byte[][]::new));
        assertThat(writer.send(batch, 0)).isEqualTo(frames.size());
        return batch;
    }

    /** The frames of each message that came. */
    private List<List<byte[]>> messages() throws IOException {
        List<List<byte[]>> messages = new ArrayList<>();
        for (; ; ) {
            received.clear();
            reader.read(receiver, 1, received);
            int datagrams = 0;
            while (reader.next()) {
                datagrams++;
                reader.take(received);
            }
            if (datagrams == 0) {
                return messages;
            }
            messages.add(IntStream.range(0, received.size())
                    .mapToObj(slot -> Frames.bytes(received, slot))
                    .toList());
        }
    }

    private static List<byte[]> flat(List<List<byte[]>> messages) {
        return messages.stream().flatMap(List::stream).toList();
    }

    private static List<Integer> sizes(List<List<byte[]>> messages) {
        return messages.stream().map(List::size).toList();
    }

    @Test
    void aShorterFrameEndsARun() throws IOException {
        List<byte[]> frames = frames(100, 100, 60, 60, 60, 100, 200, 200, 14);

        send(frames);

        List<List<byte[]>> messages = messages();
        assertThat(sizes(messages)).containsExactly(3, 2, 1, 3);
        assertThat(flat(messages)).containsExactlyElementsOf(frames);
    }

    @Test
    void aRunIsNoLongerThanOneMessageMayBe() throws IOException {
        send(frames(times(200, 100)));
        assertThat(sizes(messages())).containsExactly(64, 64, 64, 8);

        send(frames(times(100, 1514)));
        assertThat(sizes(messages())).containsExactly(43, 43, 14);

        send(frames(times(10, 9234)));
        assertThat(sizes(messages())).containsExactly(7, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void anythingComesAsItWasSent(String host) throws Exception {
        openBoth(host);
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int length = 14 + random.nextInt(2000);
            int[] lengths = new int[1 + random.nextInt(100)];
            for (int i = 0; i < lengths.length; i++) {
                length = random.nextInt(10) == 0 ? 14 + random.nextInt(2000) : length;
                lengths[i] = length;
            }
            List<byte[]> frames = frames(lengths);

            send(frames);

            assertThat(flat(messages())).containsExactlyElementsOf(frames);
        }
        assertThat(context.drops()).isZero();
    }

    @Test
    void theHeaderIsInFrontOfEach() throws IOException {
        DatagramWriter wrapping = keep(DatagramWriter.behindVxlanHeader(
                sender, VxlanHeader.of(77), new Receivers(receiver.localAddress(), null), context));
        DatagramReader unwrapping = keep(new DatagramReader(VxlanHeader.SIZE, context, receiver));
        List<byte[]> frames = frames(100, 100, 100, 50);
        FrameBatch batch = Frames.batch(frames.toArray(byte[][]::new));

        assertThat(wrapping.send(batch, 0)).isEqualTo(4);

        unwrapping.read(receiver, MESSAGES, received);
        while (unwrapping.next()) {
            assertThat(unwrapping.header(received)).isEqualTo(VxlanHeader.of(77));
            assertThat(unwrapping.take(received)).isTrue();
        }
        assertThat(received.size()).isEqualTo(4);
        for (int slot = 0; slot < 4; slot++) {
            assertThat(Frames.bytes(received, slot)).isEqualTo(frames.get(slot));
            assertThat(Frames.bytes(batch, slot)).as("what was sent").isEqualTo(frames.get(slot));
        }
    }

    @Test
    void whatIsNoFrameIsPassedOver() throws IOException {
        FrameBatch batch = send(frames(100, 13, 100, 9235, 100, 9234));

        assertThat(sizes(messages())).containsExactly(1, 1, 1, 1);
        assertThat(batch.dropped(1)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(3)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(4)).isNull();
    }

    @Test
    void aRunIsForOneNode() throws Exception {
        try (Datagrams other = new Datagrams(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711))) {
            InetSocketAddress second = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
            writer = keep(DatagramWriter.ofFrames(sender, new Receivers(receiver.localAddress(), second), context));
            List<byte[]> frames = new ArrayList<>();
            for (long to : new long[] {FIRST, FIRST, SECOND, SECOND, SECOND, FIRST}) {
                frames.add(frame(to, 1, 100, frames.size()));
            }

            send(frames);

            List<List<byte[]>> messages = messages();
            assertThat(sizes(messages)).containsExactly(2, 1);
            assertThat(flat(messages)).containsExactly(frames.get(0), frames.get(1), frames.get(5));
            // a socket that knows nothing of runs gets datagrams
            assertThat(other.received()).containsExactlyElementsOf(frames.subList(2, 5));
        }
    }

    @Test
    void emptyDatagramsAreNoFrames() throws Exception {
        try (Datagrams other = new Datagrams(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            send(frames(100, 100));
            other.send(receiver.localAddress(), new byte[0]);
            send(frames(100));

            reader.read(receiver, MESSAGES, received);

            List<Integer> lengths = new ArrayList<>();
            while (reader.next()) {
                lengths.add(reader.length());
                reader.take(received);
            }
            assertThat(lengths).containsExactly(100, 100, 0, 100);
            assertThat(received.size()).isEqualTo(3);
            assertThat(context.drops(DropReason.RUNT)).isEqualTo(1);
        }
    }

    @Test
    void whatHasNoRoomWaits() throws IOException {
        send(frames(times(64, 100)));
        ByteBuffer memory = ByteBuffer.allocateDirect(FrameBatch.RUN_STRIDE + 5000);
        FrameBatch small = new FrameBatch(memory, 0, 200);
        small.append(FrameBatch.HEADROOM, 5100, 0);

        reader.read(receiver, MESSAGES, small);

        assertThat(reader.next()).isFalse();
        assertThat(sizes(messages())).containsExactly(64);
    }

    /** Whatever a kernel comes to: no more than the batch holds. */
    @Test
    void whatIsMoreThanABatchHoldsIsCounted() throws IOException {
        send(frames(times(64, 100)));
        reader.read(receiver, MESSAGES, received);
        while (received.size() < received.capacity() - 10) {
            received.append(FrameBatch.HEADROOM, 0, 0);
        }

        int taken = 0;
        while (reader.next()) {
            taken += reader.take(received) ? 1 : 0;
        }

        assertThat(taken).isEqualTo(10);
        assertThat(context.drops(DropReason.QUEUE_FULL)).isEqualTo(54);
    }

    /** However many frames a message is that was lost. */
    @Test
    void countsEachFrameThatTheSocketHadNoRoomFor() throws IOException {
        receiver.setReceiveBuffer(100_000);
        int sent = 0;
        for (int round = 0; round < 20; round++) {
            send(frames(times(64, 1000)));
            sent += 64;
        }

        int came = flat(messages()).size();

        context.pass(TimeUnit.SECONDS.toNanos(1));
        reader.countLosses(context.nanoTime());
        assertThat(came).isBetween(64, sent - 64);
        assertThat(context.drops(DropReason.QUEUE_FULL)).isEqualTo(sent - came);
    }

    @Test
    void anUnderlayThatIsTooNarrowGetsSingleDatagramsForAWhile() throws Exception {
        Machine.here("ip link set lo mtu 1500");
        try {
            List<byte[]> frames = frames(times(50, 1514));
            send(frames);
            List<List<byte[]>> messages = messages();
            assertThat(sizes(messages)).containsOnly(1);
            assertThat(flat(messages)).containsExactlyElementsOf(frames);
            send(frames(times(50, 1000)));
            assertThat(sizes(messages())).as("what is shorter").containsExactly(50);
        } finally {
            Machine.here("ip link set lo mtu 65536");
        }

        send(frames(times(40, 1514)));
        assertThat(sizes(messages())).as("still").containsOnly(1);
        context.pass(TimeUnit.SECONDS.toNanos(61));
        send(frames(times(40, 1514)));
        assertThat(sizes(messages())).as("when it has been a while").containsExactly(40);
        assertThat(context.drops()).isZero();
    }

    @Test
    void eachStepCanBeDoneWithout() throws Exception {
        List<byte[]> frames = frames(times(50, 500));
        System.setProperty(Offload.PROPERTY, "udp-gro");
        openBoth();
        send(frames);
        List<List<byte[]>> messages = messages();
        assertThat(sizes(messages)).containsOnly(1).hasSize(50);
        assertThat(flat(messages)).containsExactlyElementsOf(frames);

        System.setProperty(Offload.PROPERTY, "udp-segment");
        openBoth();
        send(frames);
        messages = messages();
        assertThat(sizes(messages)).containsOnly(1).hasSize(50);
        assertThat(flat(messages)).containsExactlyElementsOf(frames);
    }

    /** Word of an earlier datagram is no word of this one. */
    @Test
    void goesOnWhenNobodyListens() throws Exception {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4712);
        UdpSocket connected = socket("127.0.0.1", 0);
        connected.connect(to);
        writer = keep(DatagramWriter.ofFrames(connected, new Receivers(to, null), context));
        for (int i = 0; i < 10; i++) {
            send(frames(times(70, 100)));
        }

        receiver = socket("127.0.0.1", 4712);
        receiver.receiveRuns();
        send(frames(times(70, 100)));

        assertThat(sizes(messages())).containsExactly(64, 6);
    }
}

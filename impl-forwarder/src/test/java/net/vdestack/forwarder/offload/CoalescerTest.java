package net.vdestack.forwarder.offload;

import static net.vdestack.forwarder.offload.Trains.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.vdestack.forwarder.offload.Trains.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoalescerTest {
    private static final int SIZE = 100;
    private final Trains trains = new Trains(3000, true);

    private static SamplePacket flow(boolean v4, boolean tcp, int payload) {
        return SamplePacket.of(v4, tcp, payload);
    }

    private static void assertOne(List<Written> written, SamplePacket packet, int size) {
        assertThat(written).hasSize(1);
        assertThat(written.get(0).frame()).isEqualTo(packet.superFrame());
        assertThat(written.get(0).offload()).isEqualTo(packet.offload(size));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void makesTheSuperFrameThatFramesWere(boolean v4, boolean tcp) {
        for (int[] tags : new int[][] {{}, {0x81000005}, {0x88a80007, 0x8100f005}}) {
            for (int payload : new int[] {101, 150, 199, 200, 201, 999, 1000}) {
                for (int options = 0; options <= (tcp ? 40 : 0); options += 4) {
                    SamplePacket packet = flow(v4, tcp, payload);
                    packet.tags = tags;
                    packet.tcpOptions = SamplePacket.random(options, 1);

                    assertOne(trains.of(packet.wire(SIZE)), packet, SIZE);
                }
            }
        }
    }

    @Test
    void numbersGoRound() {
        SamplePacket packet = flow(true, true, 500);
        packet.id = 0xfffe;
        packet.fragment = 0;
        packet.sequence = -150;

        assertOne(trains.of(packet.wire(SIZE)), packet, SIZE);
    }

    @Test
    void aPushEndsATrain() {
        SamplePacket packet = flow(true, true, 300);
        packet.flags |= SamplePacket.PSH;
        SamplePacket more = packet.copy();
        more.sequence += 300;
        more.id += 3;
        List<byte[]> frames = new ArrayList<>(packet.wire(SIZE));
        frames.addAll(more.wire(SIZE));

        List<Written> written = trains.of(frames);

        assertThat(written).hasSize(2);
        assertThat(written.get(0).frame()).isEqualTo(packet.superFrame());
        assertThat(written.get(1).frame()).isEqualTo(more.superFrame());
    }

    @Test
    void aShorterOneEndsATrain() {
        SamplePacket packet = flow(false, false, 250);
        List<byte[]> frames = new ArrayList<>(packet.wire(SIZE));
        frames.addAll(packet.wire(SIZE));

        List<Written> written = trains.of(frames);

        assertThat(written).hasSize(2);
        assertThat(written.get(1).frame()).isEqualTo(packet.superFrame());
    }

    @Test
    void aLongerOneBeginsAnother() {
        SamplePacket first = flow(true, true, 50);
        SamplePacket second = flow(true, true, 200);
        second.sequence += 50;
        second.id++;

        assertThat(trains.of(List.of(
                        first.frame(),
                        second.wire(SIZE).get(0),
                        second.wire(SIZE).get(1))))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"true, true, 1448", "true, false, 1472", "false, true, 1428", "false, true, 8948", "true, true, 33000"})
    void noneIsLongerThanAPacketCanBe(boolean v4, boolean tcp, int size) {
        SamplePacket packet = flow(v4, tcp, 65535 - (v4 ? 20 : 40) - (tcp ? 20 : 8));
        if (!tcp) {
            packet.payload = Arrays.copyOf(packet.payload, size * 44);
        }
        assertOne(trains.of(packet.wire(size)), packet, size);

        SamplePacket longer = packet.copy();
        longer.payload = Arrays.copyOf(packet.payload, packet.payload.length + size);
        List<Written> written = trains.of(longer.wire(size));

        assertThat(written)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.frame().length).isLessThanOrEqualTo(65549));
        assertSame(trains.cut(written), longer.wire(size));
    }

    @Test
    void atMostAsManyDatagramsAsTheKernelCuts() {
        SamplePacket packet = flow(true, false, 100 * 10);

        List<Written> written = trains.of(packet.wire(10));

        assertThat(written).extracting(one -> one.frame().length).containsExactly(42 + 640, 42 + 360);
    }

    @Test
    void datagramsStayAsTheyAreWhereTheTapTakesNoMore() {
        assertThat(new Trains(10, false).of(flow(true, false, 300).wire(SIZE))).hasSize(3);
        assertThat(new Trains(10, false).of(flow(true, true, 300).wire(SIZE))).hasSize(1);
    }

    @Test
    void paddingIsLost() {
        SamplePacket packet = flow(true, false, 4);
        List<byte[]> padded =
                packet.wire(2).stream().map(frame -> Arrays.copyOf(frame, 60)).collect(Collectors.toList());

        assertOne(trains.of(padded), packet, 2);
    }

    private static final Map<String, Consumer<SamplePacket>> DIFFERENCES = new LinkedHashMap<>();

    static {
        DIFFERENCES.put("destination address", packet -> packet.destinationMac++);
        DIFFERENCES.put("source address", packet -> packet.sourceMac++);
        DIFFERENCES.put("a tag", packet -> packet.tags = new int[] {0x81000001});
        DIFFERENCES.put("service", packet -> packet.service = 3);
        DIFFERENCES.put("flow label", packet -> packet.flowLabel++);
        DIFFERENCES.put("time to live", packet -> packet.ttl--);
        DIFFERENCES.put("may be fragmented", packet -> packet.fragment ^= 0x4000);
        DIFFERENCES.put("evil", packet -> packet.fragment |= 0x8000);
        DIFFERENCES.put("IP options", packet -> packet.ipOptions = new byte[4]);
        DIFFERENCES.put("source", packet -> packet.source++);
        DIFFERENCES.put("destination", packet -> packet.destination++);
        DIFFERENCES.put("source port", packet -> packet.sourcePort++);
        DIFFERENCES.put("destination port", packet -> packet.destinationPort++);
        DIFFERENCES.put("a gap", packet -> packet.sequence++);
        DIFFERENCES.put("an overlap", packet -> packet.sequence--);
        DIFFERENCES.put("acknowledgement", packet -> packet.acknowledgement++);
        DIFFERENCES.put("reserved bits", packet -> packet.reserved = 1);
        DIFFERENCES.put("window", packet -> packet.window--);
        DIFFERENCES.put("urgent", packet -> packet.urgent++);
        DIFFERENCES.put("longer options", packet -> packet.tcpOptions = new byte[16]);
        DIFFERENCES.put(
                "other options", packet -> packet.tcpOptions = new byte[] {1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 1});
        DIFFERENCES.put("nothing in it", packet -> packet.payload = new byte[0]);
        DIFFERENCES.put("longer", packet -> packet.payload = new byte[101]);
    }

    /** Whether a difference is to be seen in a packet at all. */
    private static boolean isSeen(Consumer<SamplePacket> difference, SamplePacket packet) {
        SamplePacket other = packet.copy();
        difference.accept(other);
        return !Arrays.equals(other.frame(), packet.frame());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void joinsNothingThatDiffers(boolean v4, boolean tcp) {
        SamplePacket first = flow(v4, tcp, SIZE);
        first.tcpOptions = new byte[] {1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0};
        SamplePacket second = first.copy();
        second.id++;
        second.sequence += SIZE;
        assertThat(trains.of(List.of(first.frame(), second.frame()))).hasSize(1);
        DIFFERENCES.forEach((what, difference) -> {
            SamplePacket other = second.copy();
            difference.accept(other);
            if (isSeen(difference, second)) {
                List<byte[]> frames = List.of(first.frame(), other.frame());
                assertSame(trains.cut(trains.of(frames)), frames);
                assertThat(trains.of(frames)).as(what).hasSize(2);
            }
        });
    }

    @Test
    void joinsNoFlagsButAcknowledgementAndPush() {
        for (int flags = 0; flags < 256; flags++) {
            SamplePacket first = flow(true, true, SIZE);
            SamplePacket second = first.copy();
            second.id++;
            second.sequence += SIZE;
            second.flags = flags;
            int expected = (flags & ~SamplePacket.PSH) == SamplePacket.ACK ? 1 : 2;
            assertThat(trains.of(List.of(first.frame(), second.frame())))
                    .as("flags %x", flags)
                    .hasSize(expected);
            first.flags = flags;
            second.flags = flags;
            assertThat(trains.of(List.of(first.frame(), second.frame())))
                    .as("flags %x", flags)
                    .hasSize(flags == SamplePacket.ACK ? 1 : 2);
        }
    }

    @Test
    void onlyNumbersThatMeanNothingMayJump() {
        SamplePacket first = flow(true, true, SIZE);
        SamplePacket second = first.copy();
        second.sequence += SIZE;

        assertThat(trains.of(List.of(first.frame(), second.frame()))).hasSize(1);
        first.fragment = 0;
        second.fragment = 0;
        assertThat(trains.of(List.of(first.frame(), second.frame()))).hasSize(2);
    }

    @Test
    void optionsExtensionsAndReservedBitsStayAsTheyAre() {
        List<SamplePacket> samples = new ArrayList<>();
        for (SamplePacket sample : Samples.all(new byte[300])) {
            if (sample.ipOptions.length + sample.extensions.length > 0) {
                samples.add(sample);
            }
        }
        SamplePacket evil = flow(true, true, 300);
        evil.fragment = 0xc000;
        samples.add(evil);
        SamplePacket reserved = flow(false, true, 300);
        reserved.reserved = 8;
        samples.add(reserved);

        for (SamplePacket sample : samples) {
            assertThat(trains.of(sample.wire(SIZE))).hasSize(3);
        }
    }

    @Test
    void aDatagramWithoutChecksumStaysAsItIs() {
        SamplePacket packet = flow(true, false, SIZE);
        byte[] without = packet.frame(0);

        assertThat(trains.of(List.of(without, without))).hasSize(2);
        assertThat(trains.of(List.of(packet.frame(), without))).hasSize(2);
    }

    /** Were it joined, the super-frame's new checksum would be right for what is wrong. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whatIsCorruptIsNeverJoined(boolean v4, boolean tcp) {
        List<byte[]> wire = flow(v4, tcp, 60).wire(20);
        for (int frame = 0; frame < 3; frame++) {
            for (int bit = 14 * 8; bit < wire.get(frame).length * 8; bit++) {
                List<byte[]> frames = new ArrayList<>(wire);
                byte[] corrupt = frames.get(frame).clone();
                corrupt[bit / 8] ^= (byte) (1 << bit % 8);
                frames.set(frame, corrupt);

                List<Written> written = trains.of(frames);

                // the flow label and the hop limit of IPv6 are under no checksum: then they differ
                assertThat(written).as("frame %d, bit %d", frame, bit).hasSizeGreaterThan(1);
                assertThat(written.stream().map(Written::frame)).anyMatch(one -> Arrays.equals(one, corrupt));
            }
        }
    }

    @Test
    void flowsThatAreMixedAreJoinedEach() {
        Random random = new Random(1);
        List<SamplePacket> packets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SamplePacket packet = flow(i % 2 == 0, true, 1000);
            packet.sourcePort = 40000 + i;
            packets.add(packet);
        }
        List<byte[]> frames =
                Trains.mixed(packets.stream().map(packet -> packet.wire(SIZE)).collect(Collectors.toList()), random);

        List<Written> written = trains.of(frames);

        assertThat(written.stream().map(Written::frame))
                .usingElementComparator(Arrays::compare)
                .containsExactlyInAnyOrderElementsOf(
                        packets.stream().map(SamplePacket::superFrame).collect(Collectors.toList()));
    }

    /** With so many, some displace each other. */
    @Test
    void manyFlowsLoseNothing() {
        List<List<byte[]>> flows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            SamplePacket packet = flow(i % 2 == 0, i % 3 == 0, 300);
            packet.sourcePort = 40000 + i;
            flows.add(packet.wire(SIZE));
        }

        List<Written> written = trains.of(Trains.mixed(flows, new Random(4)));

        assertThat(written).hasSizeBetween(301, 400);
        List<byte[]> out = trains.cut(written);
        for (List<byte[]> flow : flows) {
            assertSame(of(port(flow.get(0)), out), flow);
        }
    }

    @Test
    void nothingOvertakesWhatIsNotUnderstood() {
        SamplePacket packet = flow(true, true, 400);
        List<byte[]> frames = new ArrayList<>(packet.wire(SIZE));
        frames.add(2, new byte[60]);

        List<Written> written = trains.of(frames);

        assertThat(written).hasSize(3);
        assertSame(trains.cut(written), frames);
    }

    /** A flow's own frames stay in order, and all stay in order with what is no flow's. */
    @Test
    void whateverComesComesOutInOrder() {
        Random random = new Random(2);
        for (int round = 0; round < 1_000; round++) {
            List<List<byte[]>> flows = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                flows.add(something(i, random));
            }
            List<byte[]> frames = Trains.mixed(flows, random);

            List<byte[]> out = trains.cut(trains.of(frames));

            for (List<byte[]> flow : flows) {
                assertSame(meaning(of(port(flow.get(0)), out)), meaning(flow));
            }
            assertThat(out).hasSameSizeAs(frames);
        }
    }

    /** Some of a stream of TCP or UDP, with what may come between; all of one port. */
    private static List<byte[]> something(int number, Random random) {
        SamplePacket packet = flow(random.nextBoolean(), random.nextBoolean(), 1 + random.nextInt(1000));
        packet.sourcePort = 1000 + number;
        packet.flags |= random.nextInt(3) == 0 ? SamplePacket.PSH : 0;
        packet.flags |= random.nextInt(5) == 0 ? SamplePacket.FIN : 0;
        packet.flags |= random.nextInt(5) == 0 ? SamplePacket.CWR : 0;
        packet.fragment = random.nextBoolean() ? 0x4000 : 0;
        List<byte[]> frames = new ArrayList<>(packet.wire(20 + random.nextInt(200)));
        if (random.nextInt(3) == 0) {
            frames.add(random.nextInt(frames.size()), frames.get(random.nextInt(frames.size())));
        }
        if (random.nextInt(3) == 0) {
            packet.payload = new byte[0];
            frames.add(random.nextInt(frames.size()), packet.frame());
        }
        if (random.nextInt(3) == 0) {
            int at = random.nextInt(frames.size());
            byte[] corrupt = frames.get(at).clone();
            corrupt[corrupt.length - 1]++;
            frames.set(at, corrupt);
        }
        return frames;
    }

    /** Frames without the number of a packet that is never split, and what the sum of its header is. */
    private static List<byte[]> meaning(List<byte[]> frames) {
        return frames.stream()
                .map(frame -> {
                    ByteBuffer copy = ByteBuffer.wrap(frame.clone());
                    if (copy.getShort(12) == 0x0800 && copy.getShort(20) == 0x4000) {
                        copy.putShort(24, (short) SlowChecksum.sum(frame, 14, 34))
                                .putShort(18, (short) 0);
                    }
                    return copy.array();
                })
                .collect(Collectors.toList());
    }

    private static int port(byte[] frame) {
        int transport = frame[12] == 8 ? 34 : 54;
        return Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(transport));
    }

    private static List<byte[]> of(int port, List<byte[]> frames) {
        return frames.stream().filter(frame -> port(frame) == port).collect(Collectors.toList());
    }
}

package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.forwarder.offload.SuperFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A TAP with virtio headers, from both sides. */
class OffloadedTapTest {
    private static final Set<Offload> ALL = EnumSet.of(Offload.TSO, Offload.USO);
    private static final SuperFrame TCP = SuperFrame.tcp(5_001, 1_000, 1);
    private static final SuperFrame UDP = SuperFrame.udp(3_500, 1_000, 2);
    private static final SuperFrame SMALL = SuperFrame.tcp(333, 1_000, 3);
    private static final byte[] PLAIN = frame(1, 2, 101, 7);

    private final LinkCounters counters = new LinkCounters();
    private final BufferPool<ReceiveBuffers> buffers = new BufferPool<>(1, ReceiveBuffers::new);
    private SocketPair pair;
    private TapSink sink;
    private BatchMemory memory;
    private FrameBatch batch;

    @BeforeEach
    void open() throws IOException {
        pair = SocketPair.open();
        sink = new TapSink(pair.near().number(), ALL, counters);
        memory = BatchMemory.of(256, 1 << 20);
        batch = memory.batch();
    }

    @AfterEach
    void close() {
        memory.close();
        buffers.trim();
        pair.close();
    }

    private LinkStatistics statistics() {
        return counters.snapshot("vde0", "fake");
    }

    /** All that was written to the TAP. */
    private List<byte[]> written() throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (byte[] next = SocketPair.receive(pair.far()); next != null; next = SocketPair.receive(pair.far())) {
            messages.add(next);
        }
        return messages;
    }

    private static byte[] plain(byte[] frame) {
        return SuperFrame.behindHeader(0, frame);
    }

    /** As the datagrams of a run: with so many bytes between, and others in front of the first. */
    private void addRun(List<byte[]> frames, int between) {
        for (int i = 0; i < batch.capacity(); i++) {
            batch.memory().put(i, (byte) 0x77);
        }
        int at = batch.free();
        for (byte[] frame : frames) {
            batch.memory().put(at, frame);
            batch.append(at, frame.length, 0);
            at += frame.length + between;
        }
    }

    private byte[] bytes() {
        byte[] all = new byte[batch.memory().capacity()];
        batch.memory().get(0, all);
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 64})
    void theHeaderInFrontOfAFrameLeavesNoTrace(int between) throws IOException {
        List<byte[]> frames = List.of(PLAIN, frame(1, 2, 15, 1), frame(1, 2, 14, 2), frame(1, 2, 1514, 3));
        addRun(frames, between);
        byte[] before = bytes();

        sink.deliver(batch, 0, frames.size());

        assertThat(written())
                .containsExactlyElementsOf(
                        frames.stream().map(OffloadedTapTest::plain).toList());
        assertThat(bytes()).isEqualTo(before);
        assertThat(statistics().receiveFrames()).isEqualTo(4);
    }

    @Test
    void aSendersSuperFrameIsWrittenWithItsHeader() throws IOException {
        batch.memory().put(batch.free(), TCP.frame());
        batch.append(batch.free(), TCP.frame().length, TCP.offload());
        batch.memory().put(batch.free(), SMALL.frame());
        batch.append(batch.free(), SMALL.frame().length, SMALL.checksumOffload());

        sink.deliver(batch, 0, 2);

        assertThat(written())
                .containsExactly(TCP.behindHeader(), SuperFrame.behindHeader(SMALL.checksumOffload(), SMALL.frame()));
        assertThat(statistics().receiveFrames()).isEqualTo(TCP.wire().size() + 1);
        assertThat(statistics().receiveBytes()).isEqualTo(TCP.wireBytes() + SMALL.frame().length);
    }

    @Test
    void aTapWithoutHeadersTakesPlainFramesAlone() throws IOException {
        TapSink plain = new TapSink(pair.near().number(), Set.of(), counters);
        batch.memory().put(batch.free(), TCP.frame());
        batch.append(batch.free(), TCP.frame().length, TCP.offload());
        batch.memory().put(batch.free(), PLAIN);
        batch.append(PLAIN.length);

        plain.deliver(batch, 0, 2);

        assertThat(plain.takesSuperFrames()).isFalse();
        assertThat(written()).containsExactly(PLAIN);
        assertThat(statistics().drops())
                .containsEntry(DropReason.REFUSED, (long) TCP.wire().size());
        assertThat(statistics().receiveFrames()).isEqualTo(1);
    }

    private ReceiveLane lane(FakePort port, Set<Offload> offloads) {
        TapSink way = offloads.equals(ALL) ? sink : new TapSink(pair.near().number(), offloads, counters);
        return new ReceiveLane(port, way, buffers);
    }

    /** Has the frames come from a network at once, and returns what is written. */
    private List<byte[]> received(Set<Offload> offloads, List<byte[]> frames) throws IOException {
        try (FakePort port = new FakePort(new FakeContext());
                ReceiveLane lane = lane(port, offloads)) {
            frames.forEach(port::incoming);
            assertThat(lane.turn()).isEqualTo(frames.size());
        }
        return written();
    }

    private static List<byte[]> concat(List<byte[]> frames, byte[]... more) {
        List<byte[]> all = new ArrayList<>(frames);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void trainsAreWrittenAsTheSuperFramesTheyAre() throws IOException {
        List<byte[]> frames = concat(TCP.wire(), SMALL.complete());
        frames.addAll(UDP.wire());

        assertThat(received(ALL, frames))
                .containsExactly(TCP.behindHeader(), plain(SMALL.complete()), UDP.behindHeader());

        assertThat(statistics().receiveFrames()).isEqualTo(frames.size());
        assertThat(statistics().receiveBytes()).isEqualTo(TCP.wireBytes() + UDP.wireBytes() + SMALL.complete().length);
    }

    @Test
    void datagramsAreNotJoinedForATapThatDoesNotKnowHow() throws IOException {
        List<byte[]> frames = concat(TCP.wire());
        frames.addAll(UDP.wire());
        List<byte[]> expected = concat(List.of(TCP.behindHeader()));
        UDP.wire().forEach(frame -> expected.add(plain(frame)));

        assertThat(received(EnumSet.of(Offload.TSO), frames)).containsExactlyElementsOf(expected);
    }

    @Test
    void whatIsNotUnderstoodIsNotOvertaken() throws IOException {
        List<byte[]> wire = TCP.wire();
        List<byte[]> frames = concat(wire.subList(0, 3), PLAIN);
        frames.addAll(wire.subList(3, 6));

        List<byte[]> written = received(ALL, frames);

        assertThat(written).hasSize(3);
        assertThat(written.get(1)).isEqualTo(plain(PLAIN));
    }

    @Test
    void framesThatAreLookedAtAreNotJoined() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        sink.through((frames, slot) -> {
            lengths.add(frames.length(slot));
            return sink.inlet().deliver(frames, slot);
        });

        assertThat(sink.takesSuperFrames()).isFalse();
        assertThat(received(ALL, TCP.wire()))
                .containsExactlyElementsOf(
                        TCP.wire().stream().map(OffloadedTapTest::plain).toList());
        assertThat(lengths).hasSameSizeAs(TCP.wire());

        sink.through(sink.inlet());

        assertThat(sink.takesSuperFrames()).isTrue();
        assertThat(received(ALL, TCP.wire())).containsExactly(TCP.behindHeader());
        assertThat(lengths).hasSameSizeAs(TCP.wire());
    }

    /** Its sender has asked before. */
    @Test
    void aSuperFrameThatIsUnderWayWhenSomebodyBeginsToLookIsNotSeen() throws IOException {
        batch.memory().put(batch.free(), TCP.frame());
        batch.append(batch.free(), TCP.frame().length, TCP.offload());
        batch.memory().put(batch.free(), PLAIN);
        batch.append(PLAIN.length);
        List<byte[]> seen = new ArrayList<>();
        sink.through((frames, slot) -> {
            seen.add(Frames.bytes(frames, slot));
            return sink.inlet().deliver(frames, slot);
        });

        sink.deliver(batch, 0, 2);

        assertThat(seen).containsExactly(PLAIN);
        assertThat(written()).containsExactly(TCP.behindHeader(), plain(PLAIN));
    }

    @Test
    void aTrainThatIsNotTakenCountsWithAllItsFrames() throws IOException {
        pair.far().close();
        try (FakePort port = new FakePort(new FakeContext());
                ReceiveLane lane = lane(port, ALL)) {
            TCP.wire().forEach(port::incoming);
            lane.turn();
        }

        assertThat(statistics().drops())
                .containsEntry(DropReason.REFUSED, (long) TCP.wire().size());
        assertThat(statistics().receiveFrames()).isZero();
    }

    @Test
    void moreFramesThanAreLookedAtAtOnceAllArrive() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < Joiner.MAX_FRAMES + 10; i++) {
            frames.add(SuperFrame.udp(20, 100, i).complete());
        }
        List<byte[]> written = new ArrayList<>();
        try (FakePort port = new FakePort(new FakeContext());
                ReceiveLane lane = lane(port, ALL)) {
            // as many as the socket pair holds
            for (int from = 0; from < frames.size(); from += 100) {
                frames.subList(from, Math.min(frames.size(), from + 100)).forEach(port::incoming);
                lane.turn();
                written.addAll(written());
            }
        }

        assertThat(written)
                .containsExactlyElementsOf(
                        frames.stream().map(OffloadedTapTest::plain).toList());
    }

    @Test
    void readsFramesAndSuperFrames() throws IOException {
        TapPort port = new TapPort("vde0", pair.near().number(), ALL, counters);
        SocketPair.send(pair.far(), TCP.behindHeader());
        SocketPair.send(pair.far(), plain(PLAIN));
        SocketPair.send(pair.far(), SuperFrame.behindHeader(SMALL.checksumOffload(), SMALL.frame()));

        assertThat(port.receive(batch)).isEqualTo(3);

        assertThat(Frames.bytes(batch, 0)).isEqualTo(TCP.frame());
        assertThat(batch.offload(0)).isEqualTo(TCP.offload());
        assertThat(Frames.bytes(batch, 1)).isEqualTo(PLAIN);
        assertThat(batch.offload(1)).isZero();
        assertThat(Frames.bytes(batch, 2)).isEqualTo(SMALL.frame());
        assertThat(batch.offload(2)).isEqualTo(SMALL.checksumOffload());
    }

    @Test
    void countsWhatMakesNoSense() throws IOException {
        TapPort port = new TapPort("vde0", pair.near().number(), ALL, counters);
        byte[] unknown = TCP.behindHeader();
        unknown[1] = 77;
        byte[] outside = SuperFrame.behindHeader(TCP.checksumOffload(), new byte[30]);
        SocketPair.send(pair.far(), unknown);
        SocketPair.send(pair.far(), outside);
        SocketPair.send(pair.far(), plain(frame(1, 2, 9_235, 1)));
        SocketPair.send(pair.far(), plain(PLAIN));

        assertThat(port.receive(batch)).isEqualTo(1);

        assertThat(Frames.bytes(batch, 0)).isEqualTo(PLAIN);
        assertThat(statistics().drops()).containsEntry(DropReason.REFUSED, 2L).containsEntry(DropReason.OVERSIZE, 1L);
    }

    @Test
    void leavesWhatHasNoRoomInTheTap() throws IOException {
        TapPort port = new TapPort("vde0", pair.near().number(), ALL, counters);
        SocketPair.send(pair.far(), plain(PLAIN));
        SocketPair.send(pair.far(), plain(PLAIN));
        FrameBatch small =
                new FrameBatch(ByteBuffer.allocateDirect(FrameBatch.HEADROOM + FrameBatch.MAX_SUPER_FRAME), 0, 8);

        assertThat(port.receive(small)).isZero();
        assertThat(port.receive(batch)).isEqualTo(2);
    }
}

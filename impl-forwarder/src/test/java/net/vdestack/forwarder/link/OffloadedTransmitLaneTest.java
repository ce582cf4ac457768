package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.forwarder.offload.SuperFrame;
import net.vdestack.forwarder.offload.VirtioNetHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Super-frames on their way to networks that take them, and to others. */
class OffloadedTransmitLaneTest {
    private static final SuperFrame FIRST = SuperFrame.tcp(5_001, 1_000, 1);
    private static final SuperFrame SECOND = SuperFrame.udp(3_500, 1_000, 2);
    private static final SuperFrame SMALL = SuperFrame.tcp(333, 1_000, 3);
    private static final byte[] PLAIN = frame(1, 2, 101, 7);

    private final LinkCounters counters = new LinkCounters();
    private final BufferPool<TransmitBuffers> buffers = new BufferPool<>(1, TransmitBuffers::new);
    private SocketPair pair;
    private FakePort port;
    private FakePort other;
    private TransmitLane lane;

    @BeforeEach
    void open() throws IOException {
        pair = SocketPair.open();
        port = new FakePort(new FakeContext());
        other = new FakePort(new FakeContext());
        TapPort tap = new TapPort("vde0", pair.near().number(), EnumSet.of(Offload.TSO, Offload.USO), counters);
        lane = new TransmitLane(tap, counters, buffers, (failed, failure) -> {});
        lane.target(port);
    }

    @AfterEach
    void close() {
        lane.close();
        buffers.trim();
        port.close();
        other.close();
        pair.close();
    }

    private void stackSends(byte[]... messages) throws IOException {
        for (byte[] message : messages) {
            assertThat(SocketPair.send(pair.far(), message)).isTrue();
        }
    }

    private void stackSendsAll() throws IOException {
        stackSends(
                FIRST.behindHeader(),
                SuperFrame.behindHeader(0, PLAIN),
                SuperFrame.behindHeader(SMALL.checksumOffload(), SMALL.frame()),
                SECOND.behindHeader());
    }

    private static List<byte[]> wire() {
        List<byte[]> frames = new ArrayList<>(FIRST.wire());
        frames.add(PLAIN);
        frames.add(SMALL.complete());
        frames.addAll(SECOND.wire());
        return frames;
    }

    private static long bytes() {
        return wire().stream().mapToLong(frame -> frame.length).sum();
    }

    private LinkStatistics statistics() {
        return counters.snapshot("vde0", "fake");
    }

    private void turnUntilIdle() throws IOException {
        for (int turns = 0; lane.turn() > 0; turns++) {
            assertThat(turns).isLessThan(100);
        }
    }

    private void assertAllTransmitted() {
        assertThat(statistics().transmitFrames()).isEqualTo(wire().size());
        assertThat(statistics().transmitBytes()).isEqualTo(bytes());
        assertThat(statistics().drops().values()).containsOnly(0L);
    }

    @Test
    void goAsTheyAreToWhoTakesThem() throws IOException {
        port.takeSuperFrames(true);
        stackSendsAll();

        turnUntilIdle();

        assertThat(port.sent()).containsExactly(FIRST.frame(), PLAIN, SMALL.frame(), SECOND.frame());
        assertAllTransmitted();
    }

    @Test
    void goAsAWireWouldCarryThemToOthers() throws IOException {
        stackSendsAll();

        turnUntilIdle();

        assertThat(port.sent()).containsExactlyElementsOf(wire());
        assertAllTransmitted();
    }

    @Test
    void lackingChecksumsAreCompletedWhereNothingIsToBeCut() throws IOException {
        stackSends(SuperFrame.behindHeader(SMALL.checksumOffload(), SMALL.frame()), SuperFrame.behindHeader(0, PLAIN));

        turnUntilIdle();

        assertThat(port.sent()).containsExactly(SMALL.complete(), PLAIN);
    }

    @Test
    void nothingIsLostOrDoubledByANetworkThatTakesOneFrameAtATime() throws IOException {
        stackSendsAll();
        port.room(0);
        assertThat(lane.turn()).isZero();

        for (int i = 0; i < wire().size(); i++) {
            port.room(1);
            assertThat(lane.turn()).isEqualTo(1);
            assertThat(lane.turn()).isZero();
        }

        port.room(10);
        assertThat(lane.turn()).isZero();
        assertThat(port.sent()).containsExactlyElementsOf(wire());
        assertAllTransmitted();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 6, 7, 8, 10})
    void theRestOfACutSuperFrameGoesToTheNextNetwork(int before) throws IOException {
        stackSendsAll();
        port.room(before);
        turnUntilIdle();

        lane.target(other);
        turnUntilIdle();

        assertThat(port.sent()).containsExactlyElementsOf(wire().subList(0, before));
        assertThat(other.sent()).containsExactlyElementsOf(wire().subList(before, wire().size()));
        assertAllTransmitted();
    }

    /** What was cut stays so; what is as it was goes so. */
    @Test
    void theNextNetworkMayTakeThem() throws IOException {
        stackSendsAll();
        port.room(2);
        turnUntilIdle();
        stackSends(FIRST.behindHeader());
        other.takeSuperFrames(true);

        lane.target(other);
        turnUntilIdle();

        List<byte[]> expected = new ArrayList<>(wire().subList(2, wire().size()));
        expected.add(FIRST.frame());
        assertThat(other.sent()).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatWaitsAsItIsIsCutForTheNextNetwork(int before) throws IOException {
        port.takeSuperFrames(true);
        stackSendsAll();
        port.room(before);
        turnUntilIdle();
        assertThat(port.sent()).hasSize(before);

        lane.target(other);
        turnUntilIdle();

        List<byte[]> wire = new ArrayList<>(wire());
        int frames = before == 0 ? 0 : FIRST.wire().size() + before - 1;
        assertThat(other.sent()).containsExactlyElementsOf(wire.subList(frames, wire.size()));
        assertAllTransmitted();
    }

    @Test
    void whoLooksAtFramesSeesWhatAWireWouldCarry() throws IOException {
        port.takeSuperFrames(true);
        stackSendsAll();
        port.room(1);
        turnUntilIdle();
        List<byte[]> seen = new ArrayList<>();

        lane.through((FrameBatch batch, int from) -> {
            for (int slot = from; slot < batch.size(); slot++) {
                assertThat(batch.offload(slot)).isEqualTo(VirtioNetHeader.PLAIN);
                seen.add(Frames.bytes(batch, slot));
            }
            return lane.outlet().send(batch, from);
        });
        port.room(100);
        turnUntilIdle();

        List<byte[]> rest = wire().subList(FIRST.wire().size(), wire().size());
        assertThat(seen).containsExactlyElementsOf(rest);
        assertThat(port.sent().subList(1, port.sent().size())).containsExactlyElementsOf(rest);
        assertAllTransmitted();

        lane.through(lane.outlet());
        stackSends(FIRST.behindHeader());
        turnUntilIdle();
        assertThat(port.sent().get(port.sent().size() - 1)).isEqualTo(FIRST.frame());
    }

    @Test
    void dropsAreCountedAsTheFramesTheyAreOnAWire() throws IOException {
        lane.target(null);
        stackSendsAll();

        turnUntilIdle();

        assertThat(statistics().drops()).containsEntry(DropReason.DISCONNECTED, (long) wire().size());
        assertThat(statistics().transmitFrames()).isZero();
    }

    @Test
    void whatCannotBeCutIsCountedAndTheRestGoesOn() throws IOException {
        stackSends(SuperFrame.behindHeader(FIRST.wrongOffload(), FIRST.frame()), SECOND.behindHeader());

        turnUntilIdle();

        assertThat(port.sent()).containsExactlyElementsOf(SECOND.wire());
        assertThat(statistics().drops()).containsEntry(DropReason.REFUSED, 1L);
    }

    @Test
    void onlyWhatCannotBeCutIsNothingToSend() throws IOException {
        stackSends(SuperFrame.behindHeader(FIRST.wrongOffload(), FIRST.frame()));
        assertThat(lane.turn()).isZero();

        stackSends(SECOND.behindHeader());
        turnUntilIdle();

        assertThat(port.sent()).containsExactlyElementsOf(SECOND.wire());
        assertThat(statistics().drops()).containsEntry(DropReason.REFUSED, 1L);
    }

    /** More segments than are cut at once. */
    @Test
    void manySmallSegmentsAllGo() throws IOException {
        List<byte[]> expected = new ArrayList<>();
        for (int flow = 1; flow <= 3; flow++) {
            SuperFrame many = SuperFrame.tcp(36_000, 36, flow);
            stackSends(many.behindHeader());
            expected.addAll(many.wire());
        }
        assertThat(expected).hasSizeGreaterThan(lane.slots());

        turnUntilIdle();

        assertThat(port.sent()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(port.sent().get(i)).isEqualTo(expected.get(i));
        }
    }
}

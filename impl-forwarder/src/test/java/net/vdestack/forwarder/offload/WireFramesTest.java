package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.Frames;
import org.junit.jupiter.api.Test;

class WireFramesTest {
    private static final byte[] PLAIN = Frames.frame(1, 2, 101, 7);
    private static final SuperFrame TCP = SuperFrame.tcp(5_001, 1_000, 1);
    private static final SuperFrame UDP = SuperFrame.udp(3_000, 1_000, 2);
    private static final SuperFrame SMALL = SuperFrame.tcp(333, 1_000, 3);

    private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    private final WireFrames wire = new WireFrames((reason, frames) -> drops.merge(reason, frames, Long::sum));
    private final FrameBatch from = batch(64, 1 << 20);

    private static FrameBatch batch(int frames, int bytes) {
        return new FrameBatch(ByteBuffer.allocateDirect(bytes), 0, frames);
    }

    private void add(byte[] frame, long offload) {
        from.memory().put(from.free(), frame);
        from.append(from.free(), frame.length, offload);
    }

    private void add(SuperFrame frame) {
        add(frame.frame(), frame.offload());
    }

    private static List<byte[]> frames(FrameBatch batch) {
        List<byte[]> frames = new ArrayList<>();
        for (int slot = 0; slot < batch.size(); slot++) {
            assertThat(batch.offload(slot)).isEqualTo(VirtioNetHeader.PLAIN);
            assertThat(batch.dropped(slot)).isNull();
            frames.add(Frames.bytes(batch, slot));
        }
        return frames;
    }

    /** All frames, by way of a batch that is emptied whenever no more fits. */
    private List<byte[]> cutBy(FrameBatch to) {
        List<byte[]> frames = new ArrayList<>();
        for (int slot = 0; slot < from.size(); ) {
            to.clear();
            int next = wire.cut(from, slot, to);
            assertThat(next).as("goes on").isGreaterThan(slot);
            frames.addAll(frames(to));
            slot = next;
        }
        return frames;
    }

    private static List<byte[]> expected() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(PLAIN);
        frames.addAll(TCP.wire());
        frames.add(SMALL.complete());
        frames.addAll(UDP.wire());
        frames.add(PLAIN);
        return frames;
    }

    private void addMixed() {
        add(PLAIN, 0);
        add(TCP);
        add(SMALL.frame(), SMALL.checksumOffload());
        add(UDP);
        add(PLAIN, 0);
    }

    @Test
    void cutsACopyInOrder() {
        addMixed();
        List<byte[]> before = List.of(Frames.bytes(from, 1), Frames.bytes(from, 2));
        FrameBatch to = batch(64, 1 << 20);

        assertThat(wire.cut(from, 0, to)).isEqualTo(5);

        Trains.assertSame(frames(to), expected());
        Trains.assertSame(List.of(Frames.bytes(from, 1), Frames.bytes(from, 2)), before);
        assertThat(drops).isEmpty();
    }

    @Test
    void beginsWhereItIsTold() {
        addMixed();
        FrameBatch to = batch(64, 1 << 20);
        to.memory().put(to.free(), PLAIN);
        to.append(PLAIN.length);

        assertThat(wire.cut(from, 3, to)).isEqualTo(5);

        Trains.assertSame(frames(to).subList(1, 4), UDP.wire());
    }

    @Test
    void leavesWhatHasNoRoomForLater() {
        addMixed();

        for (int slots = TCP.wire().size(); slots < 12; slots++) {
            Trains.assertSame(cutBy(batch(slots, 1 << 20)), expected());
        }
        int most = TCP.wire().size() * (1_054 + FrameBatch.HEADROOM + 8) + FrameBatch.HEADROOM;
        for (int more = 0; more < 3_000; more += 97) {
            Trains.assertSame(cutBy(batch(64, most + more)), expected());
        }
        assertThat(drops).isEmpty();
    }

    @Test
    void countsWhatWouldNeverHaveRoom() {
        addMixed();

        List<byte[]> frames = cutBy(batch(TCP.wire().size() - 1, 1 << 20));

        List<byte[]> others = expected();
        others.removeAll(others.subList(1, 1 + TCP.wire().size()));
        Trains.assertSame(frames, others);
        assertThat(drops).containsExactly(Map.entry(DropReason.REFUSED, 1L));
    }

    @Test
    void countsWhatCannotBeCut() {
        add(PLAIN, 0);
        add(TCP.frame(), TCP.wrongOffload());
        add(SamplePacket.random(2000, 1), TCP.offload());
        add(UDP);
        FrameBatch to = batch(64, 1 << 20);

        assertThat(wire.cut(from, 0, to)).isEqualTo(4);

        List<byte[]> expected = new ArrayList<>(List.of(PLAIN));
        expected.addAll(UDP.wire());
        Trains.assertSame(frames(to), expected);
        assertThat(drops).containsExactly(Map.entry(DropReason.REFUSED, 2L));
    }

    @Test
    void completesInPlaceFromASlotOn() {
        add(SMALL.frame(), SMALL.checksumOffload());
        add(PLAIN, 0);
        add(SMALL.frame(), SMALL.checksumOffload());

        WireFrames.complete(from, 1);

        assertThat(Frames.bytes(from, 0)).isEqualTo(SMALL.frame());
        assertThat(from.offload(0)).isEqualTo(SMALL.checksumOffload());
        assertThat(Frames.bytes(from, 1)).isEqualTo(PLAIN);
        assertThat(Frames.bytes(from, 2)).isEqualTo(SMALL.complete());
        assertThat(from.offload(2)).isEqualTo(VirtioNetHeader.PLAIN);
        // nothing remains to be done
        WireFrames.complete(from, 1);
        assertThat(Frames.bytes(from, 2)).isEqualTo(SMALL.complete());
    }

    @Test
    void knowsWhetherThereAreSuperFrames() {
        add(TCP);
        add(SMALL.frame(), SMALL.checksumOffload());
        add(PLAIN, 0);

        assertThat(WireFrames.hasSuperFrames(from, 0)).isTrue();
        assertThat(WireFrames.hasSuperFrames(from, 1)).isFalse();
        assertThat(WireFrames.hasSuperFrames(from, 3)).isFalse();
    }
}

package net.vdestack.forwarder.ethernet;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.forwarder.fixture.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EthernetSwitchTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long C = 0x02_00_00_00_00_0cL;

    private final EthernetSwitch lan = EthernetSwitch.learning(4096, TimeUnit.SECONDS.toNanos(120));
    private final Sink a = new Sink();
    private final Sink b = new Sink();
    private final Sink c = new Sink();

    /** Keeps each run of frames that is delivered. */
    private static final class Sink implements FrameSink {
        final List<List<Long>> runs = new ArrayList<>();
        final List<Integer> counts = new ArrayList<>();
        boolean takesSuperFrames;

        @Override
        public void deliver(FrameBatch batch, int first, int count) {
            counts.add(count);
            List<Long> run = new ArrayList<>();
            for (int slot = first; slot < first + count; slot++) {
                byte[] frame = Frames.bytes(batch, slot);
                run.add(frame.length < 22 ? -1 : Frames.number(frame));
            }
            runs.add(run);
        }

        @Override
        public boolean takesSuperFrames() {
            return takesSuperFrames;
        }
    }

    @Test
    void takesSuperFramesWhenEverybodyDoes() {
        a.takesSuperFrames = true;
        b.takesSuperFrames = true;
        assertThat(lan.takesSuperFrames()).isFalse();

        lan.leave(c);
        assertThat(lan.takesSuperFrames()).isTrue();

        lan.join(c);
        c.takesSuperFrames = true;
        assertThat(lan.takesSuperFrames()).isTrue();
        a.takesSuperFrames = false;
        assertThat(lan.takesSuperFrames()).isFalse();
    }

    /** A run of super-frames, which are longer than any frame; but not what is too long and says nothing. */
    @Test
    void superFramesMayBeLong() {
        ByteBuffer memory = ByteBuffer.allocateDirect(4 * 66_000);
        FrameBatch batch = new FrameBatch(memory, 0, 4);
        byte[] frame = frame(B, A, FrameBatch.MAX_SUPER_FRAME, 1);
        for (long offload : new long[] {0x0101, 0x0101, 0}) {
            batch.memory().put(batch.free(), frame);
            batch.append(batch.free(), frame.length, offload);
        }

        lan.forward(a, batch, 0, 0);

        assertThat(b.counts).containsExactly(2);
        assertThat(batch.dropped(1)).isNull();
        assertThat(batch.dropped(2)).isEqualTo(DropReason.OVERSIZE);
    }

    @BeforeEach
    void joinAll() {
        lan.join(a);
        lan.join(b);
        lan.join(c);
    }

    private FrameBatch forward(FrameSink sender, long now, byte[]... frames) {
        FrameBatch batch = batch(frames);
        lan.forward(sender, batch, 0, now);
        return batch;
    }

    @Test
    void floodsWhatIsForAnAddressNotSeenYet() {
        FrameBatch batch = forward(a, 0, frame(B, A, 60, 1));

        assertThat(b.runs).containsExactly(List.of(1L));
        assertThat(c.runs).containsExactly(List.of(1L));
        assertThat(a.runs).as("the sender").isEmpty();
        assertThat(batch.dropped(0)).isNull();
    }

    @Test
    void sendsToTheOneWhoseAddressItHasSeen() {
        forward(b, 0, frame(BROADCAST, B, 60, 1));
        forward(a, 1, frame(B, A, 60, 2));

        assertThat(b.runs).containsExactly(List.of(2L));
        assertThat(c.runs).containsExactly(List.of(1L));
    }

    @Test
    void floodsBroadcastsAndGroupsAlways() {
        long group = 0x01_00_5e_00_00_01L;
        forward(b, 0, frame(A, group, 60, 1));
        forward(a, 1, frame(group, A, 60, 2), frame(BROADCAST, A, 60, 3));

        assertThat(b.runs).containsExactly(List.of(2L), List.of(3L));
        assertThat(c.runs).containsExactly(List.of(1L), List.of(2L), List.of(3L));
    }

    @Test
    void learnsTheSourceOfEachFrameOfABatch() {
        forward(b, 0, frame(A, B, 60, 1), frame(A, B + 0x100, 60, 2));
        b.runs.clear();
        c.runs.clear();

        forward(a, 1, frame(B, A, 60, 3), frame(B + 0x100, A, 60, 4));

        assertThat(b.runs).containsExactly(List.of(3L), List.of(4L));
        assertThat(c.runs).isEmpty();
    }

    @Test
    void followsAnAddressThatMoves() {
        forward(b, 0, frame(BROADCAST, B, 60, 1));
        forward(c, 1, frame(BROADCAST, B, 60, 2));
        b.runs.clear();
        c.runs.clear();

        forward(a, 2, frame(B, A, 60, 3));

        assertThat(b.runs).isEmpty();
        assertThat(c.runs).containsExactly(List.of(3L));
    }

    @Test
    void floodsAgainWhenAnAddressWasNotSeenForTwoMinutes() {
        forward(b, 0, frame(BROADCAST, B, 60, 1));
        c.runs.clear();

        forward(a, TimeUnit.SECONDS.toNanos(121), frame(B, A, 60, 2));

        assertThat(c.runs).containsExactly(List.of(2L));
    }

    @Test
    void deliversARunForOneReceiverTogetherAndInOrder() {
        forward(
                a,
                0,
                frame(B, A, 60, 1),
                frame(B, A, 1514, 2),
                frame(B, A, 60, 3),
                frame(C, A, 60, 4),
                frame(B, A, 60, 5));

        assertThat(b.runs).containsExactly(List.of(1L, 2L, 3L), List.of(4L), List.of(5L));
    }

    @Test
    void beginsAtTheSlotItIsTold() {
        FrameBatch batch = batch(frame(B, A, 60, 1), frame(B, A, 60, 2));

        lan.forward(a, batch, 1, 0);

        assertThat(b.runs).containsExactly(List.of(2L));
    }

    @Test
    void neverSendsBackToTheSender() {
        forward(a, 0, frame(BROADCAST, A, 60, 1));

        FrameBatch batch = forward(a, 1, frame(A, B, 60, 2));

        assertThat(a.runs).isEmpty();
        assertThat(batch.dropped(0)).isEqualTo(DropReason.NO_PEER);
    }

    @Test
    void marksWhatNobodyIsThereFor() {
        lan.leave(b);
        lan.leave(c);

        FrameBatch batch = forward(a, 0, frame(BROADCAST, A, 60, 1), frame(BROADCAST, A, 60, 2));

        assertThat(batch.dropped(0)).isEqualTo(DropReason.NO_PEER);
        assertThat(batch.dropped(1)).isEqualTo(DropReason.NO_PEER);
    }

    @Test
    void marksRuntsAndForwardsTheFramesAroundThem() {
        FrameBatch batch = forward(a, 0, frame(B, A, 60, 1), frame(B, A, 13, 2), new byte[0], frame(B, A, 60, 4));

        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(2)).isEqualTo(DropReason.RUNT);
        assertThat(batch.dropped(3)).isNull();
        assertThat(b.runs).containsExactly(List.of(1L), List.of(4L));
    }

    @Test
    void aLinkThatJoinsTwiceWhileItIsSwappedGetsEachFrameOnce() {
        lan.join(b);

        forward(a, 0, frame(BROADCAST, A, 60, 1));

        assertThat(b.runs).containsExactly(List.of(1L));
    }

    @Test
    void aSwappedLinkStaysAndIsRemembered() {
        forward(b, 0, frame(BROADCAST, B, 60, 1));
        lan.join(b);
        lan.leave(b);
        c.runs.clear();

        forward(a, 1, frame(B, A, 60, 2));

        assertThat(b.runs).containsExactly(List.of(2L));
        assertThat(c.runs).isEmpty();
    }

    @Test
    void floodsWhatIsForALinkThatHasLeft() {
        forward(b, 0, frame(BROADCAST, B, 60, 1));
        lan.leave(b);
        c.runs.clear();

        forward(a, 1, frame(B, A, 60, 2));

        assertThat(b.runs).isEmpty();
        assertThat(c.runs).containsExactly(List.of(2L));
    }

    @Test
    void isEmptyWhenTheLastHasLeft() {
        lan.leave(a);
        lan.leave(b);
        assertThat(lan.isEmpty()).isFalse();

        lan.leave(c);
        assertThat(lan.isEmpty()).isTrue();
    }

    /** A frame with a tag of 802.1Q, or of another kind. */
    private static byte[] tagged(long destination, long source, int type, int tag, long number) {
        byte[] frame = frame(destination, source, 60, number);
        ByteBuffer.wrap(frame).putShort(12, (short) type).putLong(18, number);
        return withTag(frame, tag);
    }

    private static byte[] withTag(byte[] frame, int tag) {
        ByteBuffer.wrap(frame).putShort(14, (short) tag);
        return frame;
    }

    private static List<Long> numbers(FrameBatch batch) {
        List<Long> numbers = new ArrayList<>();
        for (int slot = 0; slot < batch.size(); slot++) {
            numbers.add(ByteBuffer.wrap(Frames.bytes(batch, slot)).getLong(18));
        }
        return numbers;
    }

    @Test
    void anAddressMayBeElsewhereInAnotherVlan() {
        // ids that agree in their lower ten bits, where vdeplug4 takes them for the same; priority bits do not count
        int one = 0x0005;
        int other = 0xe405;
        forward(b, 0, tagged(BROADCAST, B, 0x8100, one, 1));
        forward(c, 1, tagged(BROADCAST, B, 0x8100, other, 2));
        clear();

        FrameBatch batch = forward(
                a,
                2,
                tagged(B, A, 0x8100, one, 3),
                tagged(B, A, 0x8100, 0xe000 | one, 4),
                tagged(B, A, 0x8100, other, 5));

        assertThat(numbers(batch)).containsExactly(3L, 4L, 5L);
        assertThat(b.counts).containsExactly(2);
        assertThat(c.counts).containsExactly(1);
    }

    @Test
    void whatWasSeenInAVlanIsNotKnownOutsideOfIt() {
        forward(b, 0, tagged(BROADCAST, B, 0x8100, 7, 1));
        clear();

        forward(a, 1, frame(B, A, 60, 2), tagged(B, A, 0x8100, 8, 3));

        assertThat(c.counts).as("flooded").containsExactly(1, 1);
    }

    @Test
    void onlyATagOf8021QTellsAVlan() {
        forward(b, 0, tagged(BROADCAST, B, 0x88a8, 7, 1));
        clear();

        forward(a, 1, frame(B, A, 60, 2), tagged(B, A, 0x8100, 0, 3), Arrays.copyOf(tagged(B, A, 0x8100, 9, 4), 17));

        assertThat(b.counts).containsExactly(3);
        assertThat(c.counts).isEmpty();
    }

    @Test
    void marksWhatIsLongerThanAFrameCanBe() {
        FrameBatch batch = forward(a, 0, frame(B, A, 9234, 1), frame(B, A, 9235, 2), frame(B, A, 60, 3));

        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.OVERSIZE);
        assertThat(b.runs).containsExactly(List.of(1L), List.of(3L));
    }

    @Test
    void aHubGivesEverythingToEveryone() {
        EthernetSwitch hub = EthernetSwitch.hub();
        hub.join(a);
        hub.join(b);
        hub.join(c);
        hub.forward(b, batch(frame(BROADCAST, B, 60, 1)), 0, 0);
        clear();

        hub.forward(a, batch(frame(B, A, 60, 2)), 0, 1);

        assertThat(b.runs).containsExactly(List.of(2L));
        assertThat(c.runs).containsExactly(List.of(2L));
        assertThat(a.runs).isEmpty();
        hub.leave(b);
        hub.leave(c);
        FrameBatch alone = batch(frame(B, A, 60, 3));
        hub.forward(a, alone, 0, 2);
        assertThat(alone.dropped(0)).isEqualTo(DropReason.NO_PEER);
    }

    private void clear() {
        for (Sink sink : List.of(a, b, c)) {
            sink.runs.clear();
            sink.counts.clear();
        }
    }
}

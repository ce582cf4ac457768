package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final Guarded MEMORY = new Guarded(70000);
    private static final Guarded SEGMENT = new Guarded(4000);
    private final Segmenter segmenter = new Segmenter();

    /** The frames of a super-frame; null if it is none. */
    private List<byte[]> segments(byte[] superFrame, long offload) {
        ByteBuffer memory = MEMORY.exactly(superFrame);
        if (!segmenter.open(memory, 0, superFrame.length, offload)) {
            return null;
        }
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < segmenter.segments(); i++) {
            int length = segmenter.length(i);
            segmenter.write(i, SEGMENT.untouched(length), 0);
            SEGMENT.assertGuarded(length);
            frames.add(SEGMENT.bytes(length));
        }
        assertThat(MEMORY.bytes(superFrame.length)).as("what it was made of").isEqualTo(superFrame);
        return frames;
    }

    private void assertSegments(SamplePacket packet, int size) {
        List<byte[]> wire = packet.wire(size);
        List<byte[]> frames = segments(packet.superFrame(), packet.offload(size));
        assertThat(frames).hasSameSizeAs(wire);
        for (int i = 0; i < wire.size(); i++) {
            assertThat(frames.get(i)).as("segment %d", i).isEqualTo(wire.get(i));
        }
    }

    @Test
    void makesWhatWouldBeOnTheWire() {
        for (int payload : new int[] {0, 1, 99, 100, 101, 299, 300, 301}) {
            for (SamplePacket packet : Samples.all(SamplePacket.random(payload, payload))) {
                assertSegments(packet, 100);
                assertSegments(packet, 33);
            }
        }
    }

    @Test
    void cutsAnyLengthAtAnySize() {
        for (int payload = 0; payload < 40; payload++) {
            for (int size = 1; size < 42; size++) {
                assertSegments(SamplePacket.of(true, true, payload), size);
                assertSegments(SamplePacket.of(false, false, payload), size);
            }
        }
    }

    @Test
    void eachFlagIsWhereItBelongs() {
        for (int flags = 0; flags < 256; flags++) {
            for (int payload : new int[] {1, 10, 25}) {
                SamplePacket packet = SamplePacket.of(true, true, payload);
                packet.flags = flags;
                assertSegments(packet, 10);
            }
        }
    }

    @Test
    void numbersGoRound() {
        SamplePacket packet = SamplePacket.of(true, true, 50);
        packet.id = 0xfffe;
        packet.sequence = -15;

        assertSegments(packet, 10);
    }

    @Test
    void takesTheLongest() {
        for (boolean v4 : new boolean[] {true, false}) {
            for (boolean tcp : new boolean[] {true, false}) {
                assertSegments(SamplePacket.of(v4, tcp, 65535 - (v4 ? 20 : 40) - (tcp ? 20 : 8)), 1448);
            }
        }
    }

    @Test
    void aDatagramsChecksumIsNeverZero() {
        SamplePacket packet = PartialChecksumTest.datagramWithoutSum();
        assertThat(packet.frame()).isEqualTo(packet.frame(0xffff));

        assertSegments(packet, 100);
    }

    @Test
    void makesAnythingRight() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            SamplePacket packet = Samples.any(random, 3000);
            assertSegments(packet, 1 + random.nextInt(1500));
        }
    }

    @Test
    void refusesWhatItsHeaderDoesNotSay() {
        for (SamplePacket packet : Samples.all(new byte[300])) {
            byte[] frame = packet.superFrame();
            int type = packet.tcp ? (packet.v4 ? 1 : 4) : 5;
            int start = packet.transport();
            int offset = packet.checksumOffset();
            for (int other : new int[] {0, 1, 4, 5}) {
                if (other != type) {
                    assertThat(segments(frame, VirtioNetHeader.of(other, 100, start, offset)))
                            .isNull();
                }
            }
            assertThat(segments(frame, VirtioNetHeader.of(type, 100, start + 2, offset)))
                    .isNull();
            assertThat(segments(frame, VirtioNetHeader.of(type, 100, start, 22 - offset)))
                    .isNull();
            assertThat(segments(frame, VirtioNetHeader.PLAIN)).isNull();
        }
    }

    @Test
    void takesCongestionNotification() {
        SamplePacket packet = SamplePacket.of(true, true, 300);
        packet.flags |= SamplePacket.CWR;

        List<byte[]> frames = segments(packet.superFrame(), packet.offload(100) | (0x80 << 8));

        assertThat(frames).usingElementComparator(Arrays::compare).isEqualTo(packet.wire(100));
    }

    @Test
    void refusesWhatIsLongerThanItsPacket() {
        SamplePacket packet = SamplePacket.of(true, true, 300);
        packet.padding = new byte[1];

        assertThat(segments(packet.superFrame(), packet.offload(100))).isNull();
    }
}

package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Frames that are wrong in every way. Memory ends where they end, so that whoever reads on fails; nothing throws; and
 * nothing is made of one that is not in it.
 */
class HostileFramesTest {
    private final Guarded memory = new Guarded(3000);
    private final Guarded segment = new Guarded(3000);
    private final Packet packet = new Packet();
    private final Segmenter segmenter = new Segmenter();
    private final Trains trains = new Trains(64, true);

    @Test
    void whatIsFoundInAnyFrameIsInside() {
        Random random = new Random(1);
        int found = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] frame = Mutations.mutated(Samples.any(random, 100).frame(), random);

            if (packet.parse(memory.exactly(frame), 0, frame.length)) {
                found++;
                assertThat(packet.network()).isBetween(14, 22);
                assertThat(packet.transport()).isGreaterThan(packet.network());
                assertThat(packet.payload()).isGreaterThan(packet.transport());
                assertThat(packet.end()).isBetween(packet.payload(), frame.length);
                packet.isIntact();
            }
        }
        assertThat(found).isGreaterThan(5_000);
    }

    @Test
    void segmentsOfAnythingAreWithinIt() {
        Random random = new Random(2);
        int opened = 0;
        for (int round = 0; round < 30_000; round++) {
            SamplePacket sample = Samples.any(random, 200);
            byte[] frame = Mutations.mutated(sample.superFrame(), random);
            long offload = sample.offload(1 + random.nextInt(random.nextBoolean() ? 65534 : 100));

            if (segmenter.open(memory.exactly(frame), 0, frame.length, offload)) {
                opened++;
                assertPartition(frame);
            }
        }
        assertThat(opened).isGreaterThan(5_000);
    }

    /** Each byte of the payload is in one segment, in order. */
    private void assertPartition(byte[] frame) {
        int segments = segmenter.segments();
        int total = 0;
        for (int i = 0; i < segments; i++) {
            total += segmenter.length(i);
        }
        int headers = segments == 1 ? 14 : (total - frame.length) / (segments - 1);
        int at = headers;
        for (int i = 0; i < segments; i++) {
            int length = segmenter.length(i);
            assertThat(length).isBetween(headers, segmenter.length(0));
            segmenter.write(i, segment.untouched(length), 0);
            segment.assertGuarded(length);
            if (segments > 1) {
                byte[] payload = Arrays.copyOfRange(segment.bytes(length), headers, length);
                assertThat(payload).isEqualTo(Arrays.copyOfRange(frame, at, at + payload.length));
            }
            at += length - headers;
        }
        assertThat(at).isEqualTo(frame.length);
    }

    /** Whatever is joined: cut again, it is what it was. So no fault of a frame is ever made good. */
    @Test
    void nothingWrongBecomesRight() {
        Random random = new Random(3);
        int joined = 0;
        for (int round = 0; round < 5_000; round++) {
            SamplePacket sample = SamplePacket.of(random.nextBoolean(), random.nextBoolean(), random.nextInt(300));
            sample.fragment = 0;
            List<byte[]> frames = new ArrayList<>();
            for (byte[] frame : sample.wire(10 + random.nextInt(60))) {
                frames.add(random.nextInt(4) == 0 ? Mutations.mutated(frame, random) : frame);
            }
            List<byte[]> few = frames.subList(0, Math.min(64, frames.size()));

            List<Trains.Written> written = trains.of(few);

            joined += few.size() - written.size();
            assertThat(trains.cut(written))
                    .usingElementComparator(HostileFramesTest::compareButPadding)
                    .containsExactlyInAnyOrderElementsOf(few);
        }
        assertThat(joined).isGreaterThan(10_000);
    }

    /** What was joined has lost what was behind its packet. */
    private static int compareButPadding(byte[] a, byte[] b) {
        int length = Math.min(packetEnd(a), packetEnd(b));
        return Arrays.compare(a, 0, Math.min(length, a.length), b, 0, Math.min(length, b.length));
    }

    private static int packetEnd(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (frame.length < 34) {
            return frame.length;
        }
        return switch (bytes.getShort(12) & 0xffff) {
            case 0x0800 -> 14 + (bytes.getShort(16) & 0xffff);
            case 0x86dd -> 54 + (bytes.getShort(18) & 0xffff);
            default -> frame.length;
        };
    }
}

package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtioNetHeaderTest {
    private static final int NEEDS_CSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int TCPV4 = 1;
    private static final int ECN = 0x80;
    private static final int FRAME = 3000;

    private static ByteBuffer header(int flags, int type, int hdrLen, int size, int start, int offset) {
        ByteBuffer header = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE).order(ByteOrder.nativeOrder());
        header.put((byte) flags).put((byte) type).putShort((short) hdrLen);
        header.putShort((short) size).putShort((short) start).putShort((short) offset);
        return header.rewind().slice();
    }

    private static long read(int flags, int type, int size, int start, int offset) {
        return VirtioNetHeader.read(header(flags, type, 0, size, start, offset), 0, FRAME);
    }

    @Test
    void readsASuperFrames() {
        long offload = read(NEEDS_CSUM, TCPV4, 1448, 34, 16);

        assertThat(VirtioNetHeader.needsChecksum(offload)).isTrue();
        assertThat(VirtioNetHeader.isSuperFrame(offload)).isTrue();
        assertThat(VirtioNetHeader.gsoType(offload)).isEqualTo(TCPV4);
        assertThat(VirtioNetHeader.gsoSize(offload)).isEqualTo(1448);
        assertThat(VirtioNetHeader.checksumStart(offload)).isEqualTo(34);
        assertThat(VirtioNetHeader.checksumOffset(offload)).isEqualTo(16);
        assertThat(offload).as("fields of FrameBatch.offload").isEqualTo(0x0010_0022_05a8_01_01L);
    }

    @Test
    void readsAFramesWithoutItsChecksum() {
        long offload = read(NEEDS_CSUM, 0, 999, 34, 6);

        assertThat(VirtioNetHeader.needsChecksum(offload)).isTrue();
        assertThat(VirtioNetHeader.isSuperFrame(offload)).isFalse();
        assertThat(VirtioNetHeader.gsoSize(offload)).isZero();
    }

    @Test
    void whatHasNoMeaningIsNothing() {
        assertThat(read(0, 0, 0, 0, 0)).isEqualTo(VirtioNetHeader.PLAIN);
        assertThat(read(DATA_VALID, 0, 7, 65535, 65535)).isEqualTo(VirtioNetHeader.PLAIN);
    }

    @Test
    void theLengthOfHeadersIsNotTrusted() {
        for (int hdrLen : new int[] {0, 1, 54, 65535}) {
            ByteBuffer header = header(NEEDS_CSUM, TCPV4, hdrLen, 1448, 34, 16);
            assertThat(VirtioNetHeader.read(header, 0, FRAME)).isEqualTo(read(NEEDS_CSUM, TCPV4, 1448, 34, 16));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 0, 0, 0, an unknown flag",
        "255, 0, 0, 34, 16, unknown flags",
        "0, 1, 1448, 34, 16, segments without their checksums",
        "2, 1, 1448, 34, 16, segments without their checksums",
        "1, 1, 0, 34, 16, segments of nothing",
        "1, 1, 65535, 34, 16, GSO_BY_FRAGS",
        "1, 3, 1448, 34, 6, UFO",
        "1, 1, 1448, 34, 6, TCP with the checksum of UDP",
        "1, 5, 1448, 34, 16, UDP with the checksum of TCP",
        "1, 2, 1448, 34, 16, an unknown type",
        "1, 128, 1448, 34, 16, ECN of nothing",
        "1, 133, 1448, 34, 6, ECN of UDP",
        "1, 0, 0, 13, 16, a start within the Ethernet header",
        "1, 0, 0, 34, 15, an odd place",
        "1, 0, 0, 2998, 2, a checksum behind the frame",
        "1, 0, 0, 65535, 16, a start behind the frame",
        "1, 0, 0, 34, 65534, an offset behind the frame",
    })
    void refusesWhatMakesNoSense(int flags, int type, int size, int start, int offset, String what) {
        assertThat(read(flags, type, size, start, offset)).as(what).isEqualTo(VirtioNetHeader.MALFORMED);
    }

    @Test
    void aChecksumMayBeTheLastBytes() {
        assertThat(read(NEEDS_CSUM, 0, 0, 2998, 0)).isNotEqualTo(VirtioNetHeader.MALFORMED);
    }

    @Test
    void whateverItReadsIsWithinTheFrame() {
        Random random = new Random(1);
        ByteBuffer header = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE);
        byte[] bytes = new byte[VirtioNetHeader.SIZE];
        int understood = 0;
        for (int round = 0; round < 500_000; round++) {
            random.nextBytes(bytes);
            bytes[0] &= 3;
            bytes[1] &= (byte) 0x87;
            if (random.nextBoolean()) {
                ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort(8, (short)
                        (random.nextBoolean() ? 6 : 16));
            }
            int length = random.nextInt(70000);

            long offload = VirtioNetHeader.read(header.put(0, bytes), 0, length);

            if (offload != VirtioNetHeader.MALFORMED && offload != VirtioNetHeader.PLAIN) {
                understood++;
                int start = VirtioNetHeader.checksumStart(offload);
                assertThat(start).isGreaterThanOrEqualTo(14);
                assertThat(start + VirtioNetHeader.checksumOffset(offload) + 2).isLessThanOrEqualTo(length);
            }
        }
        assertThat(understood).isGreaterThan(1000);
    }

    @Test
    void readsWhatItWrites() {
        for (int flags : new int[] {0, NEEDS_CSUM}) {
            for (int type : new int[] {0, 1, 4, 5, ECN | 1, ECN | 4}) {
                long offload = read(flags, type, 1448, 34, type == 5 ? 6 : 16);
                ByteBuffer memory = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE + 100);
                if (offload != VirtioNetHeader.MALFORMED) {
                    VirtioNetHeader.write(memory, 0, offload);
                    assertThat(VirtioNetHeader.read(memory, 0, FRAME)).isEqualTo(offload);
                }
            }
        }
    }

    @Test
    void writingReadsNothingBehindTheFrame() {
        ByteBuffer memory = ByteBuffer.allocateDirect(200);
        for (int type : new int[] {0, 1, 4, 5}) {
            for (int length = 0; length < 100; length++) {
                ByteBuffer exact = memory.slice(0, VirtioNetHeader.SIZE + length);
                ByteBuffer asked = header(NEEDS_CSUM, type, 0, 10, 34, type == 5 ? 6 : 16);
                long offload = VirtioNetHeader.read(asked, 0, length);
                if (offload != VirtioNetHeader.MALFORMED) {
                    VirtioNetHeader.write(exact, 0, offload);
                    assertThat(VirtioNetHeader.read(exact, 0, length)).isEqualTo(offload);
                }
            }
        }
    }

    @Test
    void writesHowLongHeadersAre() {
        for (SamplePacket sample : Samples.all(new byte[100])) {
            ByteBuffer memory = ByteBuffer.allocateDirect(1000);
            memory.put(VirtioNetHeader.SIZE, sample.superFrame());

            VirtioNetHeader.write(memory, 0, sample.offload(50));

            memory.order(ByteOrder.nativeOrder());
            assertThat(memory.getShort(2)).isEqualTo((short) sample.headerLength());
            assertThat(memory.getShort(4)).isEqualTo((short) 50);
        }
    }
}

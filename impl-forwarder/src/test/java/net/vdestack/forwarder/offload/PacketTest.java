package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final Guarded MEMORY = new Guarded(70000);
    private final Packet packet = new Packet();

    private boolean parses(byte[] frame) {
        return packet.parse(MEMORY.exactly(frame), 0, frame.length);
    }

    private boolean parses(SamplePacket sample) {
        return parses(sample.frame());
    }

    @Test
    void findsEverything() {
        for (SamplePacket sample : Samples.all(new byte[33])) {
            byte[] frame = sample.frame();

            assertThat(parses(frame)).isTrue();

            assertThat(packet.isV4()).isEqualTo(sample.v4);
            assertThat(packet.isTcp()).isEqualTo(sample.tcp);
            assertThat(packet.network()).isEqualTo(14 + 4 * sample.tags.length);
            assertThat(packet.transport()).isEqualTo(sample.transport());
            assertThat(packet.payload()).isEqualTo(sample.headerLength());
            assertThat(packet.payloadLength()).isEqualTo(33);
            assertThat(packet.hasOptions()).isEqualTo(sample.ipOptions.length + sample.extensions.length > 0);
            assertThat(packet.isIntact()).isEqualTo(sample.finalDestination == 0);
        }
    }

    @Test
    void offsetsAreThoseOfTheMemory() {
        SamplePacket sample = SamplePacket.of(false, true, 5);
        byte[] frame = sample.frame();
        ByteBuffer memory = ByteBuffer.allocateDirect(1000).put(777, frame);

        assertThat(packet.parse(memory, 777, frame.length)).isTrue();

        assertThat(packet.start()).isEqualTo(777);
        assertThat(packet.payload()).isEqualTo(777 + sample.headerLength());
        assertThat(packet.isIntact()).isTrue();
    }

    @Test
    void paddingBelongsToNothing() {
        for (boolean v4 : new boolean[] {true, false}) {
            SamplePacket sample = SamplePacket.of(v4, true, 1);
            sample.padding = new byte[] {1, 2, 3};

            assertThat(parses(sample)).isTrue();
            assertThat(packet.payloadLength()).isEqualTo(1);
            assertThat(packet.isIntact()).isTrue();
        }
    }

    @Test
    void seesEachBitThatIsNotAsItWas() {
        for (boolean v4 : new boolean[] {true, false}) {
            for (boolean tcp : new boolean[] {true, false}) {
                SamplePacket sample = SamplePacket.of(v4, tcp, 9);
                byte[] frame = sample.frame();
                for (int bit = sample.transport() * 8; bit < frame.length * 8; bit++) {
                    byte[] wrong = frame.clone();
                    wrong[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThat(parses(wrong) && packet.isIntact())
                            .as("bit %d", bit)
                            .isFalse();
                }
            }
        }
    }

    /** Cut anywhere, no frame is whole; and whoever reads on fails, since the memory ends there. */
    @Test
    void takesNoPartForTheWhole() {
        for (SamplePacket sample : Samples.all(new byte[3])) {
            byte[] frame = sample.frame();
            for (int length = 0; length < frame.length; length++) {
                assertThat(parses(Arrays.copyOf(frame, length)))
                        .as("%d bytes", length)
                        .isFalse();
            }
        }
    }

    @Test
    void leavesFragmentsAlone() {
        for (int fragment : new int[] {0x2000, 0x2001, 0x0001, 0x1fff, 0x6000}) {
            SamplePacket sample = SamplePacket.of(true, false, 8);
            sample.fragment = fragment;
            assertThat(parses(sample)).as("fragment %x", fragment).isFalse();
        }
        SamplePacket sample = SamplePacket.of(false, false, 8);
        sample.extensionTypes = new int[] {44};
        sample.extensions = new byte[][] {new byte[8]};
        assertThat(parses(sample)).isFalse();
    }

    @Test
    void leavesHeadersAloneThatItDoesNotKnow() {
        for (int type = 0; type < 256; type++) {
            SamplePacket sample = SamplePacket.of(false, true, 8);
            sample.extensionTypes = new int[] {type};
            sample.extensions = new byte[][] {new byte[8]};
            boolean known = type == 0 || type == 43 || type == 60;
            // the bytes of an extension header are neither a TCP nor a UDP header
            assertThat(parses(sample)).as("type %d", type).isEqualTo(known);
        }
    }

    @Test
    void leavesMoreTagsAlone() {
        SamplePacket sample = SamplePacket.of(true, true, 8);
        sample.tags = new int[] {0x88a80001, 0x81000001, 0x81000001};

        assertThat(parses(sample)).isFalse();
    }

    private static void corrupt(SamplePacket sample, Consumer<ByteBuffer> change, List<byte[]> to) {
        ByteBuffer frame = ByteBuffer.wrap(sample.frame());
        change.accept(frame);
        if (sample.v4) {
            int end = 14 + Math.min(60, Math.max(20, (frame.get(14) & 0xf) * 4));
            frame.putShort(24, (short) 0);
            frame.putShort(24, (short) (0xffff - SlowChecksum.sum(frame.array(), 14, Math.min(end, frame.capacity()))));
        }
        to.add(frame.array());
    }

    /** With a right checksum of the IPv4 header, so that it is not that which is seen. */
    @Test
    void refusesLengthsThatDoNotAgree() {
        List<byte[]> wrong = new ArrayList<>();
        SamplePacket v4 = SamplePacket.of(true, true, 8);
        SamplePacket v6 = SamplePacket.of(false, true, 8);
        SamplePacket udp = SamplePacket.of(true, false, 8);
        corrupt(v4, frame -> frame.put(14, (byte) 0x44), wrong);
        corrupt(v4, frame -> frame.put(14, (byte) 0x65), wrong);
        corrupt(v4, frame -> frame.put(14, (byte) 0x4f), wrong);
        corrupt(v4, frame -> frame.putShort(16, (short) 0), wrong);
        corrupt(v4, frame -> frame.putShort(16, (short) 19), wrong);
        corrupt(v4, frame -> frame.putShort(16, (short) 39), wrong);
        corrupt(v4, frame -> frame.putShort(16, (short) 49), wrong);
        corrupt(v4, frame -> frame.putShort(16, (short) 65535), wrong);
        corrupt(v4, frame -> frame.put(46, (byte) 0x40), wrong);
        corrupt(v4, frame -> frame.put(46, (byte) 0x80), wrong);
        corrupt(v6, frame -> frame.put(14, (byte) 0x45), wrong);
        corrupt(v6, frame -> frame.putShort(18, (short) 0), wrong);
        corrupt(v6, frame -> frame.putShort(18, (short) 19), wrong);
        corrupt(v6, frame -> frame.putShort(18, (short) 29), wrong);
        corrupt(udp, frame -> frame.putShort(38, (short) 7), wrong);
        corrupt(udp, frame -> frame.putShort(38, (short) 15), wrong);
        corrupt(udp, frame -> frame.putShort(38, (short) 17), wrong);

        for (int i = 0; i < wrong.size(); i++) {
            assertThat(parses(wrong.get(i))).as("case %d", i).isFalse();
        }
    }

    @Test
    void refusesAWrongChecksumOfTheHeader() {
        byte[] frame = SamplePacket.of(true, true, 8).frame();
        frame[24]++;

        assertThat(parses(frame)).isFalse();
    }
}

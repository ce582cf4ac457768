package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialChecksumTest {
    private static final Guarded MEMORY = new Guarded(70000);

    private static byte[] completed(SamplePacket packet) {
        byte[] frame = packet.superFrame();
        long offload = VirtioNetHeader.of(0, 0, packet.transport(), packet.checksumOffset());
        ByteBuffer memory = MEMORY.untouched(frame.length).put(0, frame);
        PartialChecksum.complete(memory, 0, frame.length, offload);
        MEMORY.assertGuarded(frame.length);
        return MEMORY.bytes(frame.length);
    }

    @Test
    void completesThoseOfAllFrames() {
        for (int payload : new int[] {0, 1, 2, 3, 7, 8, 9, 1447, 1448}) {
            for (SamplePacket packet : Samples.all(SamplePacket.random(payload, payload))) {
                assertThat(completed(packet)).isEqualTo(packet.frame());
            }
        }
    }

    @Test
    void paddingOfZeroesChangesNothing() {
        SamplePacket packet = SamplePacket.of(true, true, 3);
        packet.padding = new byte[3];

        assertThat(completed(packet)).isEqualTo(packet.frame());
    }

    @Test
    void aDatagramsIsNeverZero() {
        SamplePacket packet = datagramWithoutSum();

        assertThat(completed(packet)).isEqualTo(packet.frame(0xffff));
    }

    /** One whose checksum would come out as 0. */
    static SamplePacket datagramWithoutSum() {
        SamplePacket packet = SamplePacket.of(true, false, 4);
        ByteBuffer frame = ByteBuffer.wrap(packet.frame());
        int checksum = Short.toUnsignedInt(frame.getShort(packet.transport() + packet.checksumOffset()));
        int word = ByteBuffer.wrap(packet.payload).getShort() & 0xffff;
        int wanted = Checksum.add(word, checksum);
        ByteBuffer.wrap(packet.payload).putShort((short) wanted);
        return packet;
    }

    @Test
    void leavesACompleteFrameAlone() {
        byte[] frame = SamplePacket.random(60, 1);
        ByteBuffer memory = MEMORY.exactly(frame);

        PartialChecksum.complete(memory, 0, frame.length, VirtioNetHeader.PLAIN);

        assertThat(MEMORY.bytes(frame.length)).isEqualTo(frame);
    }

    /** Whatever the frame, as long as its header was read with its length. */
    @Test
    void staysWithinAnyFrame() {
        Random random = new Random(2);
        ByteBuffer header = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE);
        byte[] bytes = new byte[VirtioNetHeader.SIZE];
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(bytes);
            bytes[0] = 1;
            bytes[1] = 0;
            // small numbers in either byte order, so that many are within
            bytes[6] &= 0x7f;
            bytes[7] = 0;
            bytes[8] &= 0x3f;
            bytes[9] = 0;
            int length = random.nextInt(150);
            long offload = VirtioNetHeader.read(header.put(0, bytes), 0, length);
            if (offload != VirtioNetHeader.MALFORMED) {
                PartialChecksum.complete(MEMORY.exactly(new byte[length]), 0, length, offload);
            }
        }
    }
}

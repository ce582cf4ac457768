package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** What becomes of frames on a bad way, or in bad hands. */
final class Mutations {
    private Mutations() {}

    /** Some bits or bytes of a frame changed, most of them in its headers; or cut, or followed by something. */
    static byte[] mutated(byte[] frame, Random random) {
        byte[] wrong = frame.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(random.nextInt(4) == 0 ? wrong.length : Math.min(wrong.length, 120));
            if (random.nextBoolean()) {
                wrong[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                wrong[at] = (byte) random.nextInt(256);
            }
        }
        if (random.nextInt(4) == 0) {
            wrong = Arrays.copyOf(wrong, random.nextInt(wrong.length + 20));
        }
        return random.nextInt(3) == 0 ? withRightHeaderChecksum(wrong) : wrong;
    }

    /** So that the rest is looked at, too. */
    private static byte[] withRightHeaderChecksum(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int network = 14;
        while (network + 20 <= frame.length && (bytes.getShort(network - 2) & 0xffff) != 0x0800) {
            network += 4;
        }
        if (network + 20 <= frame.length) {
            int end = Math.min(frame.length, network + (frame[network] & 0xf) * 4);
            bytes.putShort(network + 10, (short) 0);
            bytes.putShort(network + 10, (short) (0xffff - SlowChecksum.sum(frame, network, Math.max(network, end))));
        }
        return frame;
    }
}

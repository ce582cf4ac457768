package net.vdestack.itests;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Bytes without end that both ends know, told apart from others by a seed: what is lost, doubled, changed or out of
 * place shows. Their period is a prime number, and so none of frames or buffers.
 */
final class Pattern {
    private static final int PERIOD = 65521;

    /** Twice, so that any piece is in one. */
    private final ByteBuffer bytes = ByteBuffer.allocate(2 * PERIOD);

    Pattern(long seed) {
        byte[] period = new byte[PERIOD];
        new Random(seed).nextBytes(period);
        bytes.put(period).put(period);
    }

    /** So many bytes from a position on, at most {@value #PERIOD}. */
    ByteBuffer at(long position, int length) {
        return bytes.slice((int) (position % PERIOD), length);
    }

    /** Compares what was received with what should be at a position. */
    void require(long position, ByteBuffer received) {
        int wrong = at(position, received.remaining()).mismatch(received);
        if (wrong >= 0) {
            throw new AssertionError("byte " + (position + wrong) + " is not what was sent, in " + received.remaining()
                    + " bytes received from " + position + " on");
        }
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;

/** Frames on their way out: as they came from the TAP, and as a wire would carry them. */
final class TransmitBuffers implements Buffers {
    private static final int READ_FRAMES = Lane.BURST;
    /** A few super-frames, which are still in the second-level cache when they are cut and sent. */
    private static final int READ_BYTES = 3 * (FrameBatch.HEADROOM + FrameBatch.MAX_SUPER_FRAME + Long.BYTES);

    /** Room for any super-frame of segments as short as TCP has them, and for some of the usual length. */
    private static final int CUT_FRAMES = 2048;

    private static final int CUT_BYTES = 384 << 10;

    private final BatchMemory read = BatchMemory.of(READ_FRAMES, READ_BYTES);
    private final BatchMemory cut;

    TransmitBuffers() throws IOException {
        try {
            cut = BatchMemory.of(CUT_FRAMES, CUT_BYTES);
        } catch (IOException e) {
            read.close();
            throw e;
        }
    }

    /** What came from the TAP. */
    FrameBatch read() {
        return read.batch();
    }

    /** What a wire would carry of it. */
    FrameBatch cut() {
        return cut.batch();
    }

    /** How many frames are in one of them at most. */
    static int maxFrames() {
        return CUT_FRAMES;
    }

    @Override
    public void clear() {
        read.batch().clear();
        cut.batch().clear();
    }

    @Override
    public void close() {
        read.close();
        cut.close();
    }
}

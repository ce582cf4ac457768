package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.linux.syscall.NativeMemory;

/** A batch with the memory it stands in. Closed by its owner, when no native call uses it any more. */
public final class BatchMemory implements AutoCloseable {
    private static final int RECEIVED_RUNS = 16;
    private static final int RECEIVED_FRAMES = RECEIVED_RUNS * FrameBatch.RUN_FRAMES;
    private static final int RECEIVED_BYTES = 2 << 20;

    private final NativeMemory memory;
    private final FrameBatch batch;

    private BatchMemory(int frames, int bytes) throws IOException {
        memory = NativeMemory.allocate(bytes);
        batch = new FrameBatch(memory.buffer(), memory.address(), frames);
    }

    /** An empty one. */
    static BatchMemory of(int frames, int bytes) throws IOException {
        return new BatchMemory(frames, bytes);
    }

    /** An empty one for so many plain frames of any length. */
    public static BatchMemory ofPlain(int frames) throws IOException {
        return new BatchMemory(frames, frames * FrameBatch.STRIDE);
    }

    /**
     * An empty one to be given to {@link net.vdestack.api.forwarding.spi.FramePort#receive}. Few pages of it are ever
     * touched where frames come one by one.
     */
    public static BatchMemory toReceive() throws IOException {
        return new BatchMemory(RECEIVED_FRAMES, RECEIVED_BYTES);
    }

    /** The batch. */
    public FrameBatch batch() {
        return batch;
    }

    @Override
    public void close() {
        memory.close();
    }
}

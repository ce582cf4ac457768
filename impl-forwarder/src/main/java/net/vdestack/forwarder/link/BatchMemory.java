package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.linux.syscall.NativeMemory;

/** A batch with the memory it stands in. Closed by its owner, when no native call uses it any more. */
public final class BatchMemory implements AutoCloseable {
    /** Enough to share the cost of a system call, few enough to stay in the second-level cache. */
    static final int SLOTS = 64;
    /**
     * Somewhat longer than the longest frame, so that one that is too long is seen to be. A multiple of a cache line.
     */
    private static final int SLOT_SIZE = FrameBatch.HEADROOM + FrameBatch.MAX_FRAME + 46;

    private final NativeMemory memory;
    private final FrameBatch batch;

    /** An empty one. */
    public BatchMemory() throws IOException {
        memory = NativeMemory.allocate(SLOTS * SLOT_SIZE);
        batch = new FrameBatch(memory.buffer(), memory.address(), SLOTS, SLOT_SIZE);
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

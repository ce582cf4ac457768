package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;

/** Frames on their way in, and what joins them. */
final class ReceiveBuffers implements Buffers {
    private final BatchMemory memory = BatchMemory.toReceive();
    private final Joiner joiner;

    ReceiveBuffers() throws IOException {
        try {
            joiner = new Joiner();
        } catch (IOException e) {
            memory.close();
            throw e;
        }
    }

    FrameBatch batch() {
        return memory.batch();
    }

    Joiner joiner() {
        return joiner;
    }

    @Override
    public void clear() {
        memory.batch().clear();
    }

    @Override
    public void close() {
        joiner.close();
        memory.close();
    }
}

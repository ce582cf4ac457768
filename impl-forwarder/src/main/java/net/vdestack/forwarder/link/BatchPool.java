package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Batches for those who have frames at the moment, so that who has none needs no memory. The one given back last is
 * taken first: it may still be in the processor's cache. Thread safe.
 */
final class BatchPool {
    private final int spare;
    private final Deque<BatchMemory> free;

    /** @param spare how many it keeps at most that nobody uses */
    BatchPool(int spare) {
        this.spare = spare;
        this.free = new ArrayDeque<>(spare);
    }

    /** An empty batch, which is to be given back. */
    BatchMemory take() throws IOException {
        BatchMemory memory;
        synchronized (this) {
            memory = free.poll();
        }
        return memory == null ? new BatchMemory() : memory;
    }

    /** Takes a batch back, whatever is in it. */
    void give(BatchMemory memory) {
        memory.batch().clear();
        synchronized (this) {
            if (free.size() < spare) {
                free.push(memory);
                return;
            }
        }
        memory.close();
    }

    /** Frees those that nobody uses. */
    synchronized void trim() {
        free.forEach(BatchMemory::close);
        free.clear();
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Buffers for those who have frames at the moment, so that who has none needs no memory. Those given back last are
 * taken first: they may still be in the processor's cache. Thread safe.
 *
 * @param <B> of what kind
 */
final class BufferPool<B extends Buffers> {
    private final int spare;
    private final Maker<B> maker;
    private final Deque<B> free;

    /** Makes new ones. */
    @FunctionalInterface
    interface Maker<B> {
        B make() throws IOException;
    }

    /** @param spare how many it keeps at most that nobody uses */
    BufferPool(int spare, Maker<B> maker) {
        this.spare = spare;
        this.maker = maker;
        this.free = new ArrayDeque<>(spare);
    }

    /** Empty ones, which are to be given back. */
    B take() throws IOException {
        B buffers;
        synchronized (this) {
            buffers = free.poll();
        }
        return buffers == null ? maker.make() : buffers;
    }

    /** Takes buffers back, whatever is in there. */
    void give(B buffers) {
        buffers.clear();
        synchronized (this) {
            if (free.size() < spare) {
                free.push(buffers);
                return;
            }
        }
        buffers.close();
    }

    /** Frees those that nobody uses. */
    synchronized void trim() {
        free.forEach(Buffers::close);
        free.clear();
    }
}

package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

/**
 * Memory outside the heap with something else in front of it and behind. Whoever leaves a view that ends where the
 * bytes end fails; whoever writes into what is around them is found out.
 */
final class Guarded {
    private static final int GUARD = 128;
    private static final byte UNTOUCHED = 0x5a;

    private final ByteBuffer all;

    Guarded(int capacity) {
        all = ByteBuffer.allocateDirect(GUARD + capacity + GUARD);
    }

    /** A view of exactly these bytes. */
    ByteBuffer exactly(byte... bytes) {
        return all.slice(GUARD, bytes.length).put(0, bytes);
    }

    /** A view of so many bytes. They and the guards around them are untouched. */
    ByteBuffer untouched(int length) {
        for (int i = 0; i < GUARD + length + GUARD; i++) {
            all.put(i, UNTOUCHED);
        }
        return all.slice(GUARD, length);
    }

    /** What stands at the beginning. */
    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        all.get(GUARD, bytes);
        return bytes;
    }

    /** Nothing was written in front of the first so many bytes, nor behind them. */
    void assertGuarded(int length) {
        for (int i = 0; i < GUARD; i++) {
            assertThat(all.get(i)).isEqualTo(UNTOUCHED);
            assertThat(all.get(GUARD + length + i)).isEqualTo(UNTOUCHED);
        }
    }
}

package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;

/** A checksum in which the sender has left the sum of the pseudo-header, and the rest to the network card. */
public final class PartialChecksum {
    private PartialChecksum() {}

    /**
     * Completes a frame's checksum in its place. What protocol it is of does not matter; where that has no checksum 0,
     * this makes none.
     *
     * @param offload a header that is no super-frame's, as {@link VirtioNetHeader#read} with the frame's length
     */
    public static void complete(ByteBuffer memory, int at, int length, long offload) {
        if (!VirtioNetHeader.needsChecksum(offload)) {
            return;
        }
        int start = VirtioNetHeader.checksumStart(offload);
        int sum = Checksum.sum(memory, at + start, length - start);
        int field = at + start + VirtioNetHeader.checksumOffset(offload);
        memory.putShort(field, (short) Checksum.nonZeroOf(sum));
    }
}

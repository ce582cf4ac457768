package net.vdestack.forwarder.ethernet;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.offload.VirtioNetHeader;

/** Frames that are not carried, and why. */
public final class Drops {
    private Drops() {}

    /** Why no network carries a frame of this length in bytes; null if networks do. */
    public static DropReason ofLength(int length) {
        return ofLength(length, FrameBatch.MAX_FRAME);
    }

    /** The same for a frame that may be a super-frame, whose segments are as long as the link's MTU allows. */
    public static DropReason of(FrameBatch batch, int slot) {
        boolean plain = batch.offload(slot) == VirtioNetHeader.PLAIN;
        return ofLength(batch.length(slot), plain ? FrameBatch.MAX_FRAME : FrameBatch.MAX_SUPER_FRAME);
    }

    /** The same for a network whose longest frame is shorter. */
    public static DropReason ofLength(int length, int longest) {
        if (length < FrameBatch.MIN_FRAME) {
            return DropReason.RUNT;
        }
        return length > longest ? DropReason.OVERSIZE : null;
    }

    /**
     * Drops all frames from a slot on.
     *
     * @return how many
     */
    public static int all(FrameBatch batch, int from, DropReason reason) {
        for (int slot = from; slot < batch.size(); slot++) {
            batch.drop(slot, reason);
        }
        return batch.size() - from;
    }
}

package net.vdestack.forwarder.offload;

import java.util.function.ObjLongConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;

/**
 * Makes of the frames of a batch what a wire would carry: completes checksums in their place, and cuts super-frames
 * into another batch. Confined to one thread.
 */
public final class WireFrames {
    private final Segmenter segmenter = new Segmenter();
    private final ObjLongConsumer<DropReason> dropped;

    /** @param dropped told of super-frames that cannot be cut */
    public WireFrames(ObjLongConsumer<DropReason> dropped) {
        this.dropped = dropped;
    }

    /** Whether a batch has a super-frame from a slot on. */
    public static boolean hasSuperFrames(FrameBatch batch, int from) {
        for (int slot = from; slot < batch.size(); slot++) {
            if (VirtioNetHeader.isSuperFrame(batch.offload(slot))) {
                return true;
            }
        }
        return false;
    }

    /** Completes the checksums of a batch without super-frames from a slot on. */
    public static void complete(FrameBatch batch, int from) {
        for (int slot = from; slot < batch.size(); slot++) {
            if (batch.offload(slot) != VirtioNetHeader.PLAIN) {
                PartialChecksum.complete(batch.memory(), batch.offset(slot), batch.length(slot), batch.offload(slot));
                batch.complete(slot);
            }
        }
    }

    /**
     * Appends the frames from a slot on to another batch, super-frames as the frames that they stand for, until the
     * next one has no room. What makes no sense, or would not fit even if nothing else were there, is dropped.
     *
     * @param to no part of the same memory
     * @return the first slot that had no room
     */
    public int cut(FrameBatch from, int first, FrameBatch to) {
        int slot = first;
        while (slot < from.size() && append(from, slot, to)) {
            slot++;
        }
        return slot;
    }

    /** Returns false if there is no room. */
    private boolean append(FrameBatch from, int slot, FrameBatch to) {
        long offload = from.offload(slot);
        int at = from.offset(slot);
        int length = from.length(slot);
        if (!VirtioNetHeader.isSuperFrame(offload)) {
            return appendPlain(from, at, length, offload, to);
        }
        if (!segmenter.open(from.memory(), at, length, offload)) {
            return drop();
        }
        int segments = segmenter.segments();
        // each takes its length, headroom and what aligns the next
        long bytes = (long) segments * (FrameBatch.HEADROOM + Long.BYTES + segmenter.length(0));
        if (segments > to.capacity() - to.size() || bytes > to.room()) {
            return to.size() == 0 && drop();
        }
        for (int segment = 0; segment < segments; segment++) {
            segmenter.write(segment, to.memory(), to.free());
            to.append(segmenter.length(segment));
        }
        return true;
    }

    private static boolean appendPlain(FrameBatch from, int at, int length, long offload, FrameBatch to) {
        if (to.size() == to.capacity() || to.room() < length) {
            return false;
        }
        int copy = to.free();
        to.memory().put(copy, from.memory(), at, length);
        to.append(length);
        PartialChecksum.complete(to.memory(), copy, length, offload);
        return true;
    }

    private boolean drop() {
        dropped.accept(DropReason.REFUSED, 1);
        return true;
    }
}

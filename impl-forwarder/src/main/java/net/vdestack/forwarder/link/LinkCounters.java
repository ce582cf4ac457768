package net.vdestack.forwarder.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.offload.VirtioNetHeader;

/**
 * What a link has done so far, in frames as they are on a wire, and bytes of these. Any thread adds, any reads; batches
 * are added as a whole.
 */
final class LinkCounters {
    private final LongAdder receiveFrames = new LongAdder();
    private final LongAdder receiveBytes = new LongAdder();
    private final LongAdder transmitFrames = new LongAdder();
    private final LongAdder transmitBytes = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder swaps = new LongAdder();
    private final Map<DropReason, LongAdder> drops = new EnumMap<>(DropReason.class);

    LinkCounters() {
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, new LongAdder());
        }
    }

    void received(long frames, long bytes) {
        receiveFrames.add(frames);
        receiveBytes.add(bytes);
    }

    /** Counts slots that a network took: those marked as dropped as such, the others as transmitted. */
    void transmitted(FrameBatch batch, int from, int to) {
        long frames = 0;
        long bytes = 0;
        for (int slot = from; slot < to; slot++) {
            DropReason reason = batch.dropped(slot);
            if (reason == null) {
                frames += VirtioNetHeader.frames(batch, slot);
                bytes += VirtioNetHeader.bytes(batch, slot);
            } else {
                dropped(reason, VirtioNetHeader.frames(batch, slot));
            }
        }
        transmitFrames.add(frames);
        transmitBytes.add(bytes);
    }

    void dropped(DropReason reason, long frames) {
        drops.get(reason).add(frames);
    }

    void reconnected() {
        reconnects.increment();
    }

    void swapped() {
        swaps.increment();
    }

    long receiveFrames() {
        return receiveFrames.sum();
    }

    long reconnects() {
        return reconnects.sum();
    }

    LinkStatistics snapshot(String link, String scheme) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        drops.forEach((reason, count) -> dropped.put(reason, count.sum()));
        return new LinkStatistics(
                link,
                scheme,
                receiveFrames.sum(),
                receiveBytes.sum(),
                transmitFrames.sum(),
                transmitBytes.sum(),
                dropped,
                reconnects.sum(),
                swaps.sum());
    }
}

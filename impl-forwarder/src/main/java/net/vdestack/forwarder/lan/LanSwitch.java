package net.vdestack.forwarder.lan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.forwarder.ethernet.MacTable;

/**
 * A learning switch (IEEE 802.1D): each address's frames go where the address was last seen, others to everyone. Any
 * number of threads forward at once; joining and leaving take a lock.
 */
final class LanSwitch {
    private static final int ADDRESSES = 4096;
    /** As vdeplug4's switch. */
    private static final long EXPIRY_NANOS = TimeUnit.SECONDS.toNanos(120);

    private static final long GROUP_BIT = 1L << 40;

    private final MacTable<FrameSink> addresses = new MacTable<>(ADDRESSES, EXPIRY_NANOS);
    /** One for each port. A link that is being swapped has two for a moment, with one way in. */
    private final List<FrameSink> ports = new ArrayList<>();
    /** Each once. Replaced as a whole, so that senders see it without a lock. */
    private volatile FrameSink[] sinks = {};

    synchronized void join(FrameSink sink) {
        ports.add(sink);
        update();
    }

    synchronized void leave(FrameSink sink) {
        ports.remove(sink);
        update();
        if (!ports.contains(sink)) {
            addresses.forget(place -> place == sink);
        }
    }

    private void update() {
        sinks = ports.stream().distinct().toArray(FrameSink[]::new);
    }

    boolean isEmpty() {
        return sinks.length == 0;
    }

    /** Forwards the frames of a batch from a slot on. Those that nobody gets are marked. */
    void forward(FrameSink sender, FrameBatch batch, int from, long now) {
        int size = batch.size();
        for (int first = from; first < size; ) {
            if (batch.length(first) < FrameBatch.MIN_FRAME) {
                batch.drop(first++, DropReason.RUNT);
                continue;
            }
            long source = batch.source(first);
            long destination = batch.destination(first);
            int end = first + 1;
            while (end < size
                    && batch.length(end) >= FrameBatch.MIN_FRAME
                    && batch.destination(end) == destination
                    && batch.source(end) == source) {
                end++;
            }
            if ((source & GROUP_BIT) == 0) {
                addresses.learn(source, sender, now);
            }
            forwardRun(sender, destination, batch, first, end, now);
            first = end;
        }
    }

    /** Frames in a row that go the same way go together. */
    private void forwardRun(FrameSink sender, long destination, FrameBatch batch, int first, int end, long now) {
        FrameSink known = (destination & GROUP_BIT) == 0 ? addresses.find(destination, now) : null;
        boolean delivered = false;
        if (known == null) {
            for (FrameSink sink : sinks) {
                if (sink != sender) {
                    sink.deliver(batch, first, end - first);
                    delivered = true;
                }
            }
        } else if (known != sender) {
            known.deliver(batch, first, end - first);
            delivered = true;
        }
        if (!delivered) {
            for (int slot = first; slot < end; slot++) {
                batch.drop(slot, DropReason.NO_PEER);
            }
        }
    }
}

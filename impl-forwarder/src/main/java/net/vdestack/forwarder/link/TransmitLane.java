package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.function.BiConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.linux.syscall.PollSet;

/**
 * From the TAP to the network. Lives as long as the link: swaps change its target. Frames that the network cannot take
 * yet wait here, and the stack's further ones in the TAP, whose queue makes senders wait.
 */
final class TransmitLane implements Lane {
    private final TapPort tap;
    private final LinkCounters counters;
    private final BiConsumer<FramePort, IOException> lost;
    private final BatchMemory memory = new BatchMemory();
    private final FrameBatch batch = memory.batch();
    /** The first slot of the batch that was not sent. */
    private int next;
    /** Null while there is no network. */
    private FramePort target;

    /** @param lost told when the target fails; it goes on without one until given another */
    TransmitLane(TapPort tap, LinkCounters counters, BiConsumer<FramePort, IOException> lost) throws IOException {
        this.tap = tap;
        this.counters = counters;
        this.lost = lost;
    }

    /** Sends to another port from now on; null to drop everything. What waits goes there. */
    void target(FramePort port) {
        target = port;
    }

    @Override
    public int turn() throws IOException {
        if (next == batch.size()) {
            batch.clear();
            next = 0;
            if (tap.receive(batch) == 0) {
                return 0;
            }
        }
        return target == null ? discard() : send();
    }

    private int discard() {
        int waiting = batch.size() - next;
        counters.dropped(DropReason.DISCONNECTED, waiting);
        next = batch.size();
        return waiting;
    }

    private int send() {
        int taken;
        try {
            taken = target.send(batch, next);
        } catch (IOException | RuntimeException | LinkageError e) {
            FramePort failed = target;
            target = null;
            lost.accept(failed, e instanceof IOException failure ? failure : new IOException(e.toString(), e));
            return discard();
        }
        if (taken < batch.size() - next && target.writeDescriptor() == FramePort.NO_DESCRIPTOR) {
            for (int slot = next + taken; slot < batch.size(); slot++) {
                batch.drop(slot, DropReason.QUEUE_FULL);
            }
            taken = batch.size() - next;
        }
        counters.transmitted(batch, next, next + taken);
        next += taken;
        return taken;
    }

    @Override
    public void watch(PollSet set, int entry) {
        if (next < batch.size() && target != null) {
            set.watch(entry, target.writeDescriptor(), PollSet.POLLOUT);
        } else {
            set.watch(entry, tap.descriptor(), PollSet.POLLIN);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.function.BiConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.PollSet;

/**
 * From the TAP to the network. Lives as long as the link: swaps change its target. Frames that the network cannot take
 * yet wait here, and the stack's further ones in the TAP, whose queue makes senders wait.
 */
final class TransmitLane implements Lane {
    private final TapPort tap;
    private final LinkCounters counters;
    private final BiConsumer<FramePort, IOException> lost;
    private final BatchPool batches;
    /** Null while nothing waits. */
    private BatchMemory memory;
    /** The first slot of the batch that was not sent. */
    private int next;
    /** Null while there is no network. */
    private FramePort target;

    private final Outlet outlet = this::send;
    private Outlet way = outlet;

    /** @param lost told when the target fails; it goes on without one until given another */
    TransmitLane(TapPort tap, LinkCounters counters, BatchPool batches, BiConsumer<FramePort, IOException> lost) {
        this.tap = tap;
        this.counters = counters;
        this.batches = batches;
        this.lost = lost;
    }

    /** Sends to another port from now on; null to drop everything. What waits goes there. */
    void target(FramePort port) {
        target = port;
    }

    /** How many frames it moves at once at most. */
    int slots() {
        return BatchMemory.SLOTS;
    }

    /** Its own, for one to be wound around it. */
    Outlet outlet() {
        return outlet;
    }

    /** Sends through this from now on, which leads to its own outlet. */
    void through(Outlet wound) {
        way = wound;
    }

    @Override
    public int turn() throws IOException {
        if (memory == null) {
            memory = batches.take();
            next = 0;
            tap.receive(memory.batch());
        }
        int taken = next < memory.batch().size() ? forward(memory.batch()) : 0;
        if (next == memory.batch().size()) {
            close();
        }
        return taken;
    }

    private int forward(FrameBatch batch) {
        int taken = way.send(batch, next);
        counters.transmitted(batch, next, next + taken);
        next += taken;
        return taken;
    }

    /** The batch is its own. */
    private int send(FrameBatch frames, int from) {
        if (target == null) {
            return Drops.all(frames, from, DropReason.DISCONNECTED);
        }
        int taken;
        try {
            taken = target.send(frames, from);
        } catch (IOException | RuntimeException | LinkageError e) {
            FramePort failed = target;
            target = null;
            lost.accept(failed, e instanceof IOException failure ? failure : new IOException(e.toString(), e));
            return Drops.all(frames, from, DropReason.DISCONNECTED);
        }
        if (taken < frames.size() - from && target.writeDescriptor() == FramePort.NO_DESCRIPTOR) {
            taken += Drops.all(frames, from + taken, DropReason.QUEUE_FULL);
        }
        return taken;
    }

    @Override
    public int awaitedDescriptor() {
        return awaitsNetwork() ? target.writeDescriptor() : tap.descriptor();
    }

    @Override
    public int awaitedEvents() {
        return awaitsNetwork() ? PollSet.POLLOUT : PollSet.POLLIN;
    }

    private boolean awaitsNetwork() {
        return memory != null && target != null;
    }

    /** Gives the batch back, with what waits in it. */
    @Override
    public void close() {
        if (memory != null) {
            batches.give(memory);
            memory = null;
        }
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.function.BiConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.forwarder.offload.WireFrames;
import net.vdestack.linux.syscall.PollSet;

/**
 * From the TAP to the network. Lives as long as the link: swaps change its target. Frames that the network cannot take
 * yet wait here, and the stack's further ones in the TAP, which drops, and counts, what its queue does not hold.
 *
 * <p>Networks that do not take super-frames get them cut; so does whoever looks at each frame.
 */
final class TransmitLane implements Lane {
    private final TapPort tap;
    private final LinkCounters counters;
    private final BiConsumer<FramePort, IOException> lost;
    private final WireFrames wire;
    private final BufferPool<TransmitBuffers> pool;
    /** Null while nothing waits. */
    private TransmitBuffers buffers;
    /** The first slot that was read and neither cut nor given out as it is. */
    private int unread;
    /** What is being sent: one of the two. */
    private FrameBatch outgoing;
    /** The first slot of it that was not sent. */
    private int next;
    /** Null while there is no network. */
    private FramePort target;

    private final Outlet outlet = this::send;
    private Outlet way = outlet;

    /** @param lost told when the target fails; it goes on without one until given another */
    TransmitLane(
            TapPort tap,
            LinkCounters counters,
            BufferPool<TransmitBuffers> pool,
            BiConsumer<FramePort, IOException> lost) {
        this.tap = tap;
        this.counters = counters;
        this.pool = pool;
        this.lost = lost;
        this.wire = new WireFrames(counters::dropped);
    }

    /** Sends to another port from now on; null to drop everything. What waits goes there. */
    void target(FramePort port) {
        target = port;
        prepareAnew();
    }

    /** Has what was given out as it is looked at again: whoever gets it now may not take super-frames. */
    private void prepareAnew() {
        if (buffers != null && outgoing == buffers.read()) {
            prepareAnewFrom(next);
        }
    }

    private void prepareAnewFrom(int slot) {
        unread = slot;
        next = outgoing.size();
    }

    /** How many frames it moves at once at most. */
    int slots() {
        return TransmitBuffers.maxFrames();
    }

    /** Its own, for one to be wound around it. */
    Outlet outlet() {
        return outlet;
    }

    /** Sends through this from now on, which leads to its own outlet. */
    void through(Outlet wound) {
        way = wound;
        prepareAnew();
    }

    @Override
    public int turn() throws IOException {
        if (buffers == null && !read()) {
            return 0;
        }
        if (next == outgoing.size()) {
            prepare(buffers.read(), buffers.cut());
        }
        int taken = way.send(outgoing, next);
        counters.transmitted(outgoing, next, next + taken);
        next += taken;
        if (next == outgoing.size() && unread == buffers.read().size()) {
            close();
        }
        return taken;
    }

    /** Returns false if there is nothing to read. */
    private boolean read() throws IOException {
        TransmitBuffers fresh = pool.take();
        boolean some = false;
        try {
            some = tap.receive(fresh.read()) > 0;
        } finally {
            if (!some) {
                pool.give(fresh);
            }
        }
        if (some) {
            buffers = fresh;
            outgoing = fresh.read();
            prepareAnewFrom(0);
        }
        return some;
    }

    /** Makes what is to be sent next of what was read. */
    private void prepare(FrameBatch read, FrameBatch cut) {
        boolean asItIs = way == outlet && (target == null || target.takesSuperFrames());
        if (asItIs || !WireFrames.hasSuperFrames(read, unread)) {
            if (!asItIs) {
                WireFrames.complete(read, unread);
            }
            outgoing = read;
            next = unread;
            unread = read.size();
        } else {
            cut.clear();
            unread = wire.cut(read, unread, cut);
            outgoing = cut;
            next = 0;
        }
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

    /** What applications send while they have the processor costs nobody a wake-up. */
    @Override
    public boolean yieldsAfter(int frames) {
        return frames == 0;
    }

    private boolean awaitsNetwork() {
        return buffers != null && target != null;
    }

    /** Gives the buffers back, with what waits there. */
    @Override
    public void close() {
        if (buffers != null) {
            pool.give(buffers);
            buffers = null;
            outgoing = null;
        }
    }
}

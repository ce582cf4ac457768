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
 * yet wait here, and the stack's further ones in the TAP, whose queue makes senders wait.
 *
 * <p>Networks that do not take super-frames get them cut; so does whoever looks at each frame.
 */
final class TransmitLane implements Lane {
    /** A few super-frames, which are still in the second-level cache when they are cut and sent. */
    private static final int READ_BYTES = 3 * (FrameBatch.HEADROOM + FrameBatch.MAX_SUPER_FRAME + Long.BYTES);

    private static final int READ_FRAMES = 256;
    /** Room for any super-frame of segments as short as TCP has them, and for some of the usual length. */
    private static final int CUT_BYTES = 384 << 10;

    private static final int CUT_FRAMES = 2048;

    private final TapPort tap;
    private final LinkCounters counters;
    private final BiConsumer<FramePort, IOException> lost;
    private final WireFrames wire;
    private final BatchMemory readMemory = BatchMemory.of(READ_FRAMES, READ_BYTES);
    private final BatchMemory cutMemory = BatchMemory.of(CUT_FRAMES, CUT_BYTES);
    /** What came from the TAP. */
    private final FrameBatch read = readMemory.batch();
    /** What a wire would carry of it. */
    private final FrameBatch cut = cutMemory.batch();
    /** The first slot that was read and neither cut nor given out as it is. */
    private int unread;
    /** What is being sent: one of the two. */
    private FrameBatch outgoing = read;
    /** The first slot of it that was not sent. */
    private int next;
    /** Null while there is no network. */
    private FramePort target;

    private final Outlet outlet = this::send;
    private Outlet way = outlet;

    /** @param lost told when the target fails; it goes on without one until given another */
    TransmitLane(TapPort tap, LinkCounters counters, BiConsumer<FramePort, IOException> lost) throws IOException {
        this.tap = tap;
        this.counters = counters;
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
        if (outgoing == read) {
            unread = next;
            next = read.size();
        }
    }

    /** How many frames it moves at once at most. */
    int slots() {
        return cut.capacity();
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
        if (next == outgoing.size() && !prepare()) {
            return 0;
        }
        int taken = way.send(outgoing, next);
        counters.transmitted(outgoing, next, next + taken);
        next += taken;
        return taken;
    }

    /** Sees to it that there is something to send. Returns false if there is nothing. */
    private boolean prepare() throws IOException {
        if (unread == read.size()) {
            read.clear();
            unread = 0;
            // as many slots, since nothing of it may be left when there is nothing to read
            outgoing = read;
            next = 0;
            if (tap.receive(read) == 0) {
                return false;
            }
        }
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
        return next < outgoing.size();
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
    public void watch(PollSet set, int entry) {
        if (next < outgoing.size() && target != null) {
            set.watch(entry, target.writeDescriptor(), PollSet.POLLOUT);
        } else {
            set.watch(entry, tap.descriptor(), PollSet.POLLIN);
        }
    }

    @Override
    public void close() {
        readMemory.close();
        cutMemory.close();
    }
}

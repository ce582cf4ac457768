package net.vdestack.forwarder.link;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.Syscalls;

/** Frames on their way into a stack: one write to the TAP is one frame. Any number of threads deliver at once. */
final class TapSink implements FrameSink {
    private final int descriptor;
    private final LinkCounters counters;
    /** Whoever writes to the descriptor is inside, so that it is not closed, and reused for another file, meanwhile. */
    private final Gate writers = new Gate();

    private final Inlet inlet = this::write;
    private volatile Inlet way = inlet;

    TapSink(int descriptor, LinkCounters counters) {
        this.descriptor = descriptor;
        this.counters = counters;
    }

    /** Its own, for one to be wound around it. */
    Inlet inlet() {
        return inlet;
    }

    /** Delivers through this from now on, which leads to its own inlet. */
    void through(Inlet wound) {
        way = wound;
    }

    @Override
    public void deliver(FrameBatch batch, int first, int count) {
        if (!writers.enter()) {
            return;
        }
        try {
            Inlet now = way;
            long frames = 0;
            long bytes = 0;
            for (int slot = first; slot < first + count; slot++) {
                if (batch.dropped(slot) != null) {
                    continue;
                }
                DropReason dropped = now.deliver(batch, slot);
                if (dropped == null) {
                    frames++;
                    bytes += batch.length(slot);
                } else {
                    counters.dropped(dropped, 1);
                }
            }
            counters.received(frames, bytes);
        } finally {
            writers.leave();
        }
    }

    private DropReason write(FrameBatch batch, int slot) {
        int length = batch.length(slot);
        DropReason unfit = Drops.ofLength(length);
        if (unfit != null) {
            return unfit;
        }
        int written = Syscalls.write(descriptor, batch.address() + batch.offset(slot), length);
        return written < 0 ? reason(-written) : null;
    }

    private static DropReason reason(int errno) {
        if (errno == Errno.EIO.number() || errno == Errno.EBADFD.number()) {
            return DropReason.INTERFACE_DOWN;
        }
        boolean full =
                errno == Errno.EAGAIN.number() || errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number();
        return full ? DropReason.QUEUE_FULL : DropReason.REFUSED;
    }

    /** Delivers nothing any more. When this returns, the descriptor may be closed. */
    void close() {
        writers.shut();
    }
}

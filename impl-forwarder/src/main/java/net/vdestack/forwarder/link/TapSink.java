package net.vdestack.forwarder.link;

import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.Syscalls;

/** Frames on their way into a stack: one write to the TAP is one frame. Any number of threads deliver at once. */
final class TapSink implements FrameSink {
    private final int descriptor;
    private final LinkCounters counters;
    /** Whoever writes to the descriptor is inside, so that it is not closed, and reused for another file, meanwhile. */
    private final Gate writers = new Gate();

    TapSink(int descriptor, LinkCounters counters) {
        this.descriptor = descriptor;
        this.counters = counters;
    }

    @Override
    public void deliver(FrameBatch batch, int first, int count) {
        if (!writers.enter()) {
            return;
        }
        try {
            long frames = 0;
            long bytes = 0;
            for (int slot = first; slot < first + count; slot++) {
                if (batch.dropped(slot) == null && write(batch, slot)) {
                    frames++;
                    bytes += batch.length(slot);
                }
            }
            counters.received(frames, bytes);
        } finally {
            writers.leave();
        }
    }

    private boolean write(FrameBatch batch, int slot) {
        int length = batch.length(slot);
        if (length < FrameBatch.MIN_FRAME || length > FrameBatch.MAX_FRAME) {
            counters.dropped(length < FrameBatch.MIN_FRAME ? DropReason.RUNT : DropReason.OVERSIZE, 1);
            return false;
        }
        int written = Syscalls.write(descriptor, batch.address() + batch.offset(slot), length);
        if (written < 0) {
            counters.dropped(reason(-written), 1);
        }
        return written >= 0;
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

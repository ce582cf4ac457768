package net.vdestack.forwarder.link;

import java.nio.ByteBuffer;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.forwarder.offload.VirtioNetHeader;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.Syscalls;

/** Frames on their way into a stack: one write to the TAP is one frame. Any number of threads deliver at once. */
final class TapSink implements FrameSink {
    private final int descriptor;
    /** Whether each frame is behind a virtio header. */
    private final boolean virtio;

    /** Whether the TAP takes joined datagrams. */
    private final boolean uso;

    private final LinkCounters counters;
    /** Whoever writes to the descriptor is inside, so that it is not closed, and reused for another file, meanwhile. */
    private final Gate writers = new Gate();

    private final Inlet inlet = this::write;
    private volatile Inlet way = inlet;

    /**
     * @param descriptor a non-blocking TAP, the caller's
     * @param offloads what it can do: behind a virtio header, if anything
     */
    TapSink(int descriptor, Set<Offload> offloads, LinkCounters counters) {
        this.descriptor = descriptor;
        this.virtio = !offloads.isEmpty();
        this.uso = offloads.contains(Offload.USO);
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

    /** Not if somebody looks at each frame: they are to be what they are on a wire. */
    @Override
    public boolean takesSuperFrames() {
        return virtio && way == inlet;
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
                // what its sender did not cut was under way before anybody looked
                Inlet its = batch.offload(slot) == VirtioNetHeader.PLAIN ? now : inlet;
                DropReason dropped = its.deliver(batch, slot);
                if (dropped == null) {
                    frames += VirtioNetHeader.frames(batch, slot);
                    bytes += VirtioNetHeader.bytes(batch, slot);
                } else {
                    counters.dropped(dropped, VirtioNetHeader.frames(batch, slot));
                }
            }
            counters.received(frames, bytes);
        } finally {
            writers.leave();
        }
    }

    /**
     * The same for plain frames of which some may be joined on the way, by somebody the calling thread has for itself.
     */
    void deliver(FrameBatch batch, int first, int count, Joiner joiner) {
        if (count == 1 || !takesSuperFrames()) {
            deliver(batch, first, count);
            return;
        }
        if (!writers.enter()) {
            return;
        }
        try {
            joiner.join(batch, first, count, uso);
            long frames = 0;
            long bytes = 0;
            for (int train = 0; train < joiner.trains(); train++) {
                DropReason dropped = joiner.frames(train) == 1
                        ? write(batch, joiner.first(train))
                        : reason(joiner.write(train, descriptor));
                if (dropped == null) {
                    frames += joiner.frames(train);
                    bytes += joiner.bytes(train);
                } else {
                    counters.dropped(dropped, joiner.frames(train));
                }
            }
            counters.received(frames, bytes);
        } finally {
            writers.leave();
        }
    }

    private DropReason write(FrameBatch batch, int slot) {
        DropReason unfit = Drops.of(batch, slot);
        if (unfit != null) {
            return unfit;
        }
        long offload = batch.offload(slot);
        int length = batch.length(slot);
        int at = batch.offset(slot);
        if (virtio) {
            return reason(writeBehindHeader(batch, at, length, offload));
        }
        // a port or a switch that has just learned that we take no others
        return offload == VirtioNetHeader.PLAIN
                ? reason(Syscalls.write(descriptor, batch.address() + at, length))
                : DropReason.REFUSED;
    }

    /**
     * Writes the header in front of the frame for as long as that takes: what was there may be part of another frame.
     */
    private int writeBehindHeader(FrameBatch batch, int at, int length, long offload) {
        ByteBuffer memory = batch.memory();
        int header = at - VirtioNetHeader.SIZE;
        long first = memory.getLong(header);
        short second = memory.getShort(header + Long.BYTES);
        VirtioNetHeader.write(memory, header, offload);
        int written = Syscalls.write(descriptor, batch.address() + header, VirtioNetHeader.SIZE + length);
        memory.putLong(header, first).putShort(header + Long.BYTES, second);
        return written;
    }

    /** Why the TAP did not take a frame; null if it did. */
    private static DropReason reason(int written) {
        if (written >= 0) {
            return null;
        }
        int errno = -written;
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

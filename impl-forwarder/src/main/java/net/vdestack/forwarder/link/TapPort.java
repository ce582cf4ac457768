package net.vdestack.forwarder.link;

import java.io.IOException;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.forwarder.offload.VirtioNetHeader;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Frames that a stack sends: one read of the TAP is one frame, or super-frame. What goes the other way goes through
 * {@link TapSink}, since several threads may bring frames.
 */
final class TapPort {
    /** What is longer is rather a part of something than all of it. */
    private static final int SHORT = 512;

    private final String name;
    private final int descriptor;
    /** Bytes in front of each frame. */
    private final int headerSize;

    private final LinkCounters counters;
    /** Whether there was nothing to read when that was tried last. */
    private boolean idle;

    /**
     * @param descriptor a non-blocking TAP, the caller's
     * @param offloads what it can do: behind a virtio header, if anything
     */
    TapPort(String name, int descriptor, Set<Offload> offloads, LinkCounters counters) {
        this.name = name;
        this.descriptor = descriptor;
        this.headerSize = offloads.isEmpty() ? 0 : VirtioNetHeader.SIZE;
        this.counters = counters;
    }

    int descriptor() {
        return descriptor;
    }

    /**
     * Fills the batch, as {@link FramePort#receive}; after a rest only with the first frame if it is short, since
     * somebody may wait for what it says. Fails when the interface is gone.
     */
    int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        boolean rested = idle;
        idle = false;
        while (batch.size() < batch.capacity() && batch.room() > FrameBatch.MAX_SUPER_FRAME) {
            int at = batch.free();
            int result = Syscalls.read(descriptor, batch.address() + at - headerSize, headerSize + batch.room());
            if (result == -Errno.EAGAIN.number()) {
                idle = batch.size() == before;
                break;
            }
            if (result == 0) {
                throw new IOException("interface " + name + " has come to its end");
            }
            if (result < 0) {
                throw Syscalls.exception("read(interface " + name + "; was it deleted?)", -result);
            }
            take(batch, at, result - headerSize);
            if (rested && result <= SHORT) {
                break;
            }
            rested = false;
        }
        return batch.size() - before;
    }

    private void take(FrameBatch batch, int at, int length) {
        long offload =
                headerSize == 0 ? VirtioNetHeader.PLAIN : VirtioNetHeader.read(batch.memory(), at - headerSize, length);
        if (offload == VirtioNetHeader.MALFORMED) {
            counters.dropped(DropReason.REFUSED, 1);
        } else if (length > FrameBatch.MAX_FRAME && !VirtioNetHeader.isSuperFrame(offload)) {
            counters.dropped(DropReason.OVERSIZE, 1);
        } else {
            batch.append(at, length, offload);
        }
    }
}

package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Frames that a stack sends: one read of the TAP is one frame. What goes the other way goes through {@link TapSink},
 * since several threads may bring frames.
 */
final class TapPort {
    private final String name;
    private final int descriptor;
    private final LinkCounters counters;

    /** @param descriptor a non-blocking TAP, the caller's */
    TapPort(String name, int descriptor, LinkCounters counters) {
        this.name = name;
        this.descriptor = descriptor;
        this.counters = counters;
    }

    int descriptor() {
        return descriptor;
    }

    /** Fills the batch, as {@link FramePort#receive}. Fails when the interface is gone. */
    int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        while (batch.size() < batch.capacity()) {
            int slot = batch.size();
            int length = Syscalls.read(descriptor, batch.address() + batch.offset(slot), batch.frameCapacity());
            if (length == -Errno.EAGAIN.number()) {
                break;
            }
            if (length == 0) {
                throw new IOException("interface " + name + " has come to its end");
            }
            if (length < 0) {
                throw Syscalls.exception("read(interface " + name + "; was it deleted?)", -length);
            }
            if (length > FrameBatch.MAX_FRAME) {
                counters.dropped(DropReason.OVERSIZE, 1);
            } else {
                batch.append(slot, length);
            }
        }
        return batch.size() - before;
    }
}

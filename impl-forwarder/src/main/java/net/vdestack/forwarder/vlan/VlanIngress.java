package net.vdestack.forwarder.vlan;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.link.BatchMemory;
import net.vdestack.forwarder.offload.VirtioNetHeader;

/** The way in for networks that deliver by themselves, on threads of theirs. */
final class VlanIngress implements FrameSink, AutoCloseable {
    private static final int FRAMES = 64;

    private final VlanFilter filter;
    private final PortContext context;
    private final BatchMemory memory = BatchMemory.ofPlain(FRAMES);
    private boolean closed;

    VlanIngress(VlanFilter filter, PortContext context) throws IOException {
        this.filter = filter;
        this.context = context;
    }

    @Override
    public synchronized void deliver(FrameBatch batch, int first, int count) {
        if (closed) {
            return;
        }
        FrameBatch passed = memory.batch();
        passed.clear();
        for (int slot = first; slot < first + count; slot++) {
            if (!passed.hasRoom()) {
                context.ingress().deliver(passed, 0, passed.size());
                passed.clear();
            }
            DropReason reason = batch.dropped(slot) == null ? pass(batch, slot, passed) : null;
            if (reason != null) {
                context.dropped(reason, VirtioNetHeader.frames(batch, slot));
            }
        }
        context.ingress().deliver(passed, 0, passed.size());
    }

    private DropReason pass(FrameBatch batch, int slot, FrameBatch passed) {
        // not taken as they are: tags are for frames as they are on a wire
        return batch.offload(slot) == VirtioNetHeader.PLAIN ? filter.pass(batch, slot, passed) : DropReason.REFUSED;
    }

    @Override
    public synchronized void close() {
        closed = true;
        memory.close();
    }
}

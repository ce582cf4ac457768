package net.vdestack.forwarder.vlan;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.link.BatchMemory;

/** A port of the network that has the VLANs, and filters for both ways. */
final class VlanPort implements FramePort {
    /**
     * In one turn. Together more frames than a network keeps for itself when it has given a batch: what is left after
     * them makes its descriptor readable.
     */
    private static final int MAX_RECEIVES = 128;

    private static final int FRAMES = 64;

    private final VlanNetwork network;
    private final PortContext context;
    private final VlanIngress ingress;
    private final FramePort inner;
    private final BatchMemory sent;
    private final BatchMemory received;
    /** The slot that each copy in {@link #sent} is one of. */
    private final int[] originals;
    /** The first frame in {@link #received} that has not been passed on. */
    private int next;

    private boolean closed;

    private VlanPort(
            VlanNetwork network,
            PortContext context,
            VlanIngress ingress,
            FramePort inner,
            BatchMemory sent,
            BatchMemory received) {
        this.network = network;
        this.context = context;
        this.ingress = ingress;
        this.inner = inner;
        this.sent = sent;
        this.received = received;
        this.originals = new int[sent.batch().capacity()];
    }

    static VlanPort open(VlanNetwork network, PortContext context) throws IOException {
        VlanIngress ingress = new VlanIngress(network.incoming(), context);
        BatchMemory sent = null;
        BatchMemory received = null;
        try {
            sent = BatchMemory.ofPlain(FRAMES);
            received = BatchMemory.toReceive();
            FramePort inner = context.openNetwork(network.inner(), ingress);
            return new VlanPort(network, context, ingress, inner, sent, received);
        } catch (IOException | RuntimeException e) {
            if (received != null) {
                received.close();
            }
            if (sent != null) {
                sent.close();
            }
            ingress.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        FrameBatch raw = received.batch();
        int receives = 0;
        while (batch.hasRoom()) {
            if (next == raw.size()) {
                // what is not for us does not fill the batch, and whoever turns this must get to do other things, too
                if (receives++ == MAX_RECEIVES) {
                    break;
                }
                raw.clear();
                next = 0;
                if (inner.receive(raw) == 0) {
                    break;
                }
            }
            DropReason reason = network.incoming().pass(raw, next++, batch);
            if (reason != null) {
                context.dropped(reason, 1);
            }
        }
        return batch.size() - before;
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        while (slot < batch.size()) {
            slot = copy(batch, slot);
            FrameBatch copies = sent.batch();
            int taken = copies.size() == 0 ? 0 : inner.send(copies, 0);
            for (int copy = 0; copy < taken; copy++) {
                if (copies.dropped(copy) != null) {
                    batch.drop(originals[copy], copies.dropped(copy));
                }
            }
            if (taken < copies.size()) {
                return originals[taken] - from;
            }
        }
        return slot - from;
    }

    /** Copies frames from a slot on, as many as there is room for. Returns the slot after them. */
    private int copy(FrameBatch batch, int from) {
        FrameBatch copies = sent.batch();
        copies.clear();
        int slot = from;
        for (; slot < batch.size() && copies.hasRoom(); slot++) {
            originals[copies.size()] = slot;
            DropReason reason = network.outgoing().pass(batch, slot, copies);
            if (reason != null) {
                batch.drop(slot, reason);
            }
        }
        return slot;
    }

    @Override
    public int readDescriptor() {
        return inner.readDescriptor();
    }

    @Override
    public int writeDescriptor() {
        return inner.writeDescriptor();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            inner.close();
        } finally {
            ingress.close();
            sent.close();
            received.close();
        }
    }
}

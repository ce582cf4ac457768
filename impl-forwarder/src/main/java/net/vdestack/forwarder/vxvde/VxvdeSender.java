package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.DropReason;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.MacTable;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** The way out: each frame becomes a datagram, to one node or to the group. Confined to one thread. */
final class VxvdeSender implements AutoCloseable {
    private static final int DATAGRAMS = 64;
    private static final long GROUP_BIT = 1L << 40;

    private final VxvdeNetwork network;
    private final VxvdeSockets sockets;
    private final long header;
    private final MacTable<Node> nodes;
    private final PortContext context;
    private final Node group;
    private final MessageVector messages = new MessageVector(DATAGRAMS);
    /** To whom each message goes. */
    private final Node[] receivers = new Node[DATAGRAMS];

    VxvdeSender(VxvdeNetwork network, VxvdeSockets sockets, MacTable<Node> nodes, PortContext context)
            throws IOException {
        this.network = network;
        this.sockets = sockets;
        this.header = VxvdeHeader.of(network.vni());
        this.nodes = nodes;
        this.context = context;
        this.group = Node.of(sockets.groupAddress());
    }

    /** Sends in order; what {@link FrameBatch#drop} marks was passed over. */
    int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        long now = context.nanoTime();
        while (slot < batch.size()) {
            if (batch.length(slot) < FrameBatch.MIN_FRAME || batch.length(slot) > FrameBatch.MAX_FRAME) {
                batch.drop(slot, batch.length(slot) < FrameBatch.MIN_FRAME ? DropReason.RUNT : DropReason.OVERSIZE);
                slot++;
                continue;
            }
            int count = prepare(batch, slot, now);
            int sent = messages.send(sockets.own(), 0, count);
            if (sent < 0) {
                if (sent == -Errno.EAGAIN.number()) {
                    break;
                }
                sent = refused(batch, slot, -sent);
            }
            slot += sent;
        }
        return slot - from;
    }

    /** Makes messages of the frames from a slot on, until the first that cannot be sent at all. */
    private int prepare(FrameBatch batch, int first, long now) {
        int count = 0;
        int limit = Math.min(DATAGRAMS, batch.size() - first);
        for (; count < limit; count++) {
            int slot = first + count;
            int length = batch.length(slot);
            if (length < FrameBatch.MIN_FRAME || length > FrameBatch.MAX_FRAME) {
                break;
            }
            int at = batch.offset(slot) - VxvdeHeader.SIZE;
            batch.memory().putLong(at, header);
            messages.data(count, batch.address() + at, VxvdeHeader.SIZE + length);
            long destination = batch.destination(slot);
            Node known = (destination & GROUP_BIT) == 0 ? nodes.find(destination, now) : null;
            receivers[count] = known == null ? group : known;
            receivers[count].address(messages, count);
        }
        return count;
    }

    /**
     * Deals with what the kernel says of the first message.
     *
     * @return how many slots are done with: 0 to try the first again
     * @throws IOException if the network as a whole cannot be reached any more
     */
    private int refused(FrameBatch batch, int slot, int errno) throws IOException {
        if (errno == Errno.EINTR.number() || errno == Errno.ECONNREFUSED.number()) {
            // ECONNREFUSED is word of an earlier datagram; this one was not tried
            return 0;
        }
        if (errno == Errno.EMSGSIZE.number()) {
            batch.drop(slot, DropReason.OVERSIZE);
        } else if (errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number()) {
            batch.drop(slot, DropReason.QUEUE_FULL);
        } else if (!receivers[0].equals(group)) {
            // this one node is out of reach: its addresses are looked for anew
            nodes.forget(receivers[0]::equals);
            return 0;
        } else if (errno == Errno.EPERM.number() || errno == Errno.EACCES.number()) {
            batch.drop(slot, DropReason.REFUSED);
        } else {
            throw Syscalls.exception("sendmmsg(" + network.group() + ")", errno);
        }
        return 1;
    }

    /** Tells the others that this node's addresses are nowhere any more. They learn it in time if this is lost. */
    void leave() {
        ByteBuffer message = ByteBuffer.allocateDirect(VxvdeHeader.SIZE)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(0, header);
        Sockets.trySend(sockets.own(), message, Sockets.MSG_DONTWAIT, SocketAddresses.encode(sockets.groupAddress()));
    }

    @Override
    public void close() {
        messages.close();
    }
}

package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.MacTable;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.ReceiveDrops;
import net.vdestack.linux.syscall.Syscalls;

/** The way in: datagrams of both sockets become frames, and their senders are remembered. Confined to one thread. */
final class VxvdeReceiver implements AutoCloseable {
    private static final int DATAGRAMS = 64;
    private static final long GROUP_BIT = 1L << 40;
    /** How often to ask the kernel what it has dropped. */
    private static final long LOSSES_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final VxvdeSockets sockets;
    private final long header;
    private final MacTable<Node> nodes;
    private final PortContext context;
    private final OwnAddresses own;
    private final MessageVector messages;
    private final ReceiveDrops lostOfGroup;
    private final ReceiveDrops lostOfOwn;
    private long lossesAsked;

    VxvdeReceiver(VxvdeNetwork network, VxvdeSockets sockets, MacTable<Node> nodes, PortContext context)
            throws IOException {
        this.sockets = sockets;
        this.header = VxvdeHeader.of(network.vni());
        this.nodes = nodes;
        this.context = context;
        this.own = new OwnAddresses(sockets.ownAddress(), context.underlay());
        this.lossesAsked = context.nanoTime();
        this.messages = new MessageVector(DATAGRAMS);
        this.lostOfGroup = new ReceiveDrops(sockets.group());
        this.lostOfOwn = new ReceiveDrops(sockets.own());
    }

    int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        long now = context.nanoTime();
        // The group first: a sender that has just learned where we are goes over from it to our own socket. And at most
        // half of the room for it, so that neither socket keeps the other one waiting.
        int room = batch.capacity() - before;
        receive(sockets.group(), true, (room + 1) / 2, batch, now);
        receive(sockets.own(), false, room, batch, now);
        if (batch.size() > before && now - lossesAsked >= LOSSES_NANOS) {
            lossesAsked = now;
            countLosses();
        }
        return batch.size() - before;
    }

    /** What found no room in the sockets is lost before anybody here could see it. */
    private void countLosses() {
        int losses = lostOfGroup.more() + lostOfOwn.more();
        if (losses > 0) {
            context.dropped(DropReason.QUEUE_FULL, losses);
        }
    }

    private void receive(int socket, boolean fromGroup, int limit, FrameBatch batch, long now) throws IOException {
        int free = batch.size();
        int count = Math.min(Math.min(DATAGRAMS, limit), batch.capacity() - free);
        for (int i = 0; i < count; i++) {
            long frame = batch.address() + batch.offset(free + i);
            messages.data(i, frame - VxvdeHeader.SIZE, VxvdeHeader.SIZE + batch.frameCapacity());
            messages.nameLength(i, MessageVector.NAME_SIZE);
        }
        int received = count == 0 ? 0 : messages.receive(socket, count);
        if (received < 0) {
            tolerate(-received);
            return;
        }
        for (int i = 0; i < received; i++) {
            accept(i, free + i, fromGroup, batch, now);
        }
    }

    /**
     * Nothing there, or word that an earlier datagram of ours was not wanted: neither concerns the network as a whole.
     */
    private static void tolerate(int errno) throws IOException {
        if (errno != Errno.EAGAIN.number()
                && errno != Errno.EINTR.number()
                && errno != Errno.ECONNREFUSED.number()
                && errno != Errno.EHOSTUNREACH.number()) {
            throw Syscalls.exception("recvmmsg", errno);
        }
    }

    /** Takes in one datagram, or passes it over: its slot then stays free. */
    private void accept(int message, int slot, boolean fromGroup, FrameBatch batch, long now) throws IOException {
        int offset = batch.offset(slot);
        int length = messages.received(message) - VxvdeHeader.SIZE;
        int name = messages.nameOffset(message);
        if (length < 0 || batch.memory().getLong(offset - VxvdeHeader.SIZE) != header) {
            context.dropped(length < 0 ? DropReason.RUNT : DropReason.FOREIGN, 1);
        } else if (fromGroup && own.sent(messages.names(), name, now)) {
            // not lost: it has been where it had to go
            return;
        } else if (length == 0) {
            nodes.forget(node -> node.sent(messages.names(), name));
        } else if (length < FrameBatch.MIN_FRAME) {
            context.dropped(DropReason.RUNT, 1);
        } else if (length > FrameBatch.MAX_FRAME || messages.truncated(message)) {
            context.dropped(DropReason.OVERSIZE, 1);
        } else {
            int taken = batch.size();
            batch.append(slot, length);
            learn(batch.source(taken), name, now);
        }
    }

    private void learn(long mac, int name, long now) {
        if ((mac & GROUP_BIT) != 0) {
            return;
        }
        Node known = nodes.find(mac, now);
        boolean same = known != null && known.sent(messages.names(), name);
        nodes.learn(mac, same ? known : Node.of(messages.names(), name), now);
    }

    @Override
    public void close() {
        countLosses();
        lostOfGroup.close();
        lostOfOwn.close();
        messages.close();
    }
}

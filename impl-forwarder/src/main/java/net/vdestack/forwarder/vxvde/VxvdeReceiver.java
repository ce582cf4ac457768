package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.DatagramReader;
import net.vdestack.forwarder.datagram.Nodes;
import net.vdestack.forwarder.datagram.UdpSocket;
import net.vdestack.forwarder.datagram.VxlanHeader;

/** The way in: datagrams of both sockets become frames, and their senders are remembered. Confined to one thread. */
final class VxvdeReceiver implements AutoCloseable {
    private final VxvdeSockets sockets;
    private final long header;
    private final Nodes nodes;
    private final PortContext context;
    private final OwnAddresses own;
    private final DatagramReader reader;
    /** Whether there was nothing from the group when that was looked at last. */
    private boolean quiet;

    VxvdeReceiver(VxvdeNetwork network, VxvdeSockets sockets, Nodes nodes, PortContext context) throws IOException {
        this.sockets = sockets;
        this.header = VxlanHeader.of(network.vni());
        this.nodes = nodes;
        this.context = context;
        this.own = new OwnAddresses(sockets.own().localAddress(), context.underlay());
        this.reader = new DatagramReader(VxlanHeader.SIZE, context, sockets.group(), sockets.own());
    }

    int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        long now = context.nanoTime();
        int room = batch.capacity() - before;
        // Nearly all frames come to our own socket, so a quiet group is asked every other time only. Else it is first,
        // since a sender that has just learned where we are goes over from it to our own socket; and it gets at most
        // half of the room, so that neither socket keeps the other one waiting.
        boolean ownFirst = quiet;
        quiet = false;
        if (!ownFirst || !receive(sockets.own(), false, room, batch, now)) {
            quiet = !receive(sockets.group(), true, (room + 1) / 2, batch, now);
            if (!ownFirst || !quiet) {
                receive(sockets.own(), false, room, batch, now);
            }
        }
        if (batch.size() > before) {
            reader.countLosses(now);
        }
        return batch.size() - before;
    }

    /** Returns whether there was anything. */
    private boolean receive(UdpSocket socket, boolean fromGroup, int limit, FrameBatch batch, long now)
            throws IOException {
        reader.read(socket, limit, batch);
        boolean some = false;
        while (reader.next()) {
            accept(fromGroup, batch, now);
            some = true;
        }
        return some;
    }

    /** Takes in one datagram, or passes it over. Alone in a datagram, the header says that the sender leaves. */
    private void accept(boolean fromGroup, FrameBatch batch, long now) {
        int length = reader.length();
        int name = reader.nameOffset();
        if (length < 0) {
            context.dropped(DropReason.RUNT, 1);
        } else if (reader.header(batch) != header) {
            context.dropped(DropReason.FOREIGN, 1);
        } else if (fromGroup && own.sent(reader.names(), name, now)) {
            // not lost: it has been where it had to go
            return;
        } else if (length == 0) {
            nodes.forget(reader.names(), name);
        } else if (reader.take(batch)) {
            nodes.learn(batch.source(batch.size() - 1), reader.names(), name, now);
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}

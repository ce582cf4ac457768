package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.DatagramWriter;
import net.vdestack.forwarder.datagram.Nodes;
import net.vdestack.forwarder.datagram.VxlanHeader;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Sockets;

/**
 * A node of a vxvde network. One thread receives, another one sends; what they share is the knowledge of who has which
 * Ethernet address.
 */
final class VxvdePort implements FramePort {
    private final VxvdeSockets sockets;
    private final long header;
    private final Epoll readable;
    private final VxvdeReceiver receiver;
    private final DatagramWriter writer;
    private boolean closed;

    private VxvdePort(
            VxvdeSockets sockets, long header, Epoll readable, VxvdeReceiver receiver, DatagramWriter writer) {
        this.sockets = sockets;
        this.header = header;
        this.readable = readable;
        this.receiver = receiver;
        this.writer = writer;
    }

    static VxvdePort open(VxvdeNetwork network, PortContext context) throws IOException {
        VxvdeSockets sockets = VxvdeSockets.open(network, context.underlay());
        Epoll readable = null;
        VxvdeReceiver receiver = null;
        try {
            readable = Epoll.of(sockets.group().number(), sockets.own().number());
            Nodes nodes = new Nodes(sockets.groupAddress(), network.addresses(), network.expirySeconds());
            receiver = new VxvdeReceiver(network, sockets, nodes, context);
            long header = VxlanHeader.of(network.vni());
            DatagramWriter writer = DatagramWriter.behindVxlanHeader(sockets.own(), header, nodes, context);
            return new VxvdePort(sockets, header, readable, receiver, writer);
        } catch (IOException | RuntimeException e) {
            if (receiver != null) {
                receiver.close();
            }
            if (readable != null) {
                readable.close();
            }
            sockets.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        return receiver.receive(batch);
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        return writer.send(batch, from);
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return sockets.own().number();
    }

    /** Tells the others that this node's addresses are nowhere any more. They learn it in time if this is lost. */
    private void leave() {
        ByteBuffer message = ByteBuffer.allocateDirect(VxlanHeader.SIZE)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(0, header);
        Sockets.trySend(
                sockets.own().number(), message, Sockets.MSG_DONTWAIT, SocketAddresses.encode(sockets.groupAddress()));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leave();
        writer.close();
        receiver.close();
        readable.close();
        sockets.close();
    }
}

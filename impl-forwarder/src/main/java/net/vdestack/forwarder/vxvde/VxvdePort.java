package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.MacTable;
import net.vdestack.linux.syscall.Epoll;

/**
 * A node of a vxvde network. One thread receives, another one sends; what they share is the table of who has which
 * Ethernet address.
 */
final class VxvdePort implements FramePort {
    private final VxvdeSockets sockets;
    private final Epoll readable;
    private final VxvdeReceiver receiver;
    private final VxvdeSender sender;
    private boolean closed;

    private VxvdePort(VxvdeSockets sockets, Epoll readable, VxvdeReceiver receiver, VxvdeSender sender) {
        this.sockets = sockets;
        this.readable = readable;
        this.receiver = receiver;
        this.sender = sender;
    }

    static VxvdePort open(VxvdeNetwork network, PortContext context) throws IOException {
        VxvdeSockets sockets = VxvdeSockets.open(network, context.underlay());
        Epoll readable = null;
        VxvdeReceiver receiver = null;
        try {
            readable = Epoll.of(sockets.group(), sockets.own());
            MacTable<Node> nodes = new MacTable<>(network.addresses(), network.expirySeconds() * 1_000_000_000L);
            receiver = new VxvdeReceiver(network, sockets, nodes, context);
            return new VxvdePort(sockets, readable, receiver, new VxvdeSender(network, sockets, nodes, context));
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
        return sender.send(batch, from);
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return sockets.own();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sender.leave();
        sender.close();
        receiver.close();
        readable.close();
        sockets.close();
    }
}

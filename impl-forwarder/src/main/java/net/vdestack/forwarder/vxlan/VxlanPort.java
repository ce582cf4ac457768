package net.vdestack.forwarder.vxlan;

import java.io.IOException;
import java.net.InetSocketAddress;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.DatagramReader;
import net.vdestack.forwarder.datagram.DatagramWriter;
import net.vdestack.forwarder.datagram.Nodes;
import net.vdestack.forwarder.datagram.PortHolders;
import net.vdestack.forwarder.datagram.UdpSocket;
import net.vdestack.forwarder.datagram.VxlanHeader;

/**
 * An end of a VXLAN: one socket at the network's port, through which everything goes. Nothing that is sent to the group
 * comes back to this machine, so there is nothing of one's own to be told apart.
 */
final class VxlanPort implements FramePort {
    private final VxlanNetwork network;
    private final UdpSocket socket;
    private final PortHolders ports;
    private final PortContext context;
    private final long header;
    private final Nodes nodes;
    private final DatagramReader reader;
    private final DatagramWriter writer;
    private boolean closed;

    private VxlanPort(VxlanNetwork network, UdpSocket socket, PortHolders ports, PortContext context)
            throws IOException {
        this.network = network;
        this.socket = socket;
        this.ports = ports;
        this.context = context;
        this.header = VxlanHeader.of(network.vni());
        int index = socket.interfaceIndex(network.multicastInterface());
        InetSocketAddress remote = UdpSocket.scoped(network.remote(), index);
        bind(remote, index);
        this.nodes = new Nodes(remote, network.addresses(), network.expirySeconds());
        socket.receiveRuns();
        this.reader = new DatagramReader(VxlanHeader.SIZE, context, socket);
        try {
            this.writer = DatagramWriter.behindVxlanHeader(socket, header, nodes, context);
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private void bind(InetSocketAddress remote, int interfaceIndex) throws IOException {
        socket.setReceiveBuffer(network.receiveBuffer());
        if (network.isGroup()) {
            socket.setMulticastTtl(network.ttl());
            socket.setMulticastLoop(false);
            socket.setMulticastInterface(interfaceIndex);
        }
        ports.bind(socket, socket.anyAddress(remote.getPort()), context);
        if (network.isGroup()) {
            socket.join(remote.getAddress(), interfaceIndex);
        } else {
            requireWayTo(remote);
        }
    }

    /** Or the first frame would find out, again and again. */
    private void requireWayTo(InetSocketAddress remote) throws IOException {
        try (UdpSocket probe = UdpSocket.open(remote.getAddress(), context.underlay())) {
            probe.connect(remote);
        }
    }

    static VxlanPort open(VxlanNetwork network, PortHolders ports, PortContext context) throws IOException {
        UdpSocket socket = UdpSocket.open(network.remote().getAddress(), context.underlay());
        try {
            return new VxlanPort(network, socket, ports, context);
        } catch (IOException | RuntimeException e) {
            ports.close(socket, context);
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        long now = context.nanoTime();
        reader.read(socket, batch.capacity(), batch);
        while (reader.next()) {
            accept(batch, now);
        }
        if (batch.size() > before) {
            reader.countLosses(now);
        }
        return batch.size() - before;
    }

    private void accept(FrameBatch batch, long now) {
        if (reader.length() < 0) {
            context.dropped(DropReason.RUNT, 1);
        } else if (VxlanHeader.meaning(reader.header(batch)) != header) {
            context.dropped(DropReason.FOREIGN, 1);
        } else if (reader.take(batch)) {
            // senders use whatever port, to spread the load; they listen at the network's alone
            reader.setSenderPort(network.remote().getPort());
            nodes.learn(batch.source(batch.size() - 1), reader.names(), reader.nameOffset(), now);
        }
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        return writer.send(batch, from);
    }

    @Override
    public int readDescriptor() {
        return socket.number();
    }

    @Override
    public int writeDescriptor() {
        return socket.number();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writer.close();
        reader.close();
        ports.close(socket, context);
    }
}

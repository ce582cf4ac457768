package net.vdestack.forwarder.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.datagram.DatagramReader;
import net.vdestack.forwarder.datagram.DatagramWriter;
import net.vdestack.forwarder.datagram.Node;
import net.vdestack.forwarder.datagram.PortHolders;
import net.vdestack.forwarder.datagram.UdpSocket;

/** One end of the cable: a socket that is connected to the other end, so that the kernel keeps out what others send. */
final class UdpPort implements FramePort {
    private final UdpSocket socket;
    private final PortHolders ports;
    private final PortContext context;
    private final DatagramReader reader;
    private final DatagramWriter writer;
    private boolean closed;

    private UdpPort(UdpNetwork network, UdpSocket socket, PortHolders ports, PortContext context) throws IOException {
        this.socket = socket;
        this.ports = ports;
        this.context = context;
        InetSocketAddress source = network.source();
        ports.bind(
                socket,
                source.getAddress().isAnyLocalAddress() ? socket.anyAddress(source.getPort()) : source,
                context);
        socket.connect(network.destination());
        socket.receiveRuns();
        this.reader = new DatagramReader(0, context, socket);
        try {
            this.writer =
                    DatagramWriter.ofFrames(socket, new OtherEnd(network.destination(), Node.connected()), context);
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    /** Where everything goes; if that is out of reach, so is the network. */
    private record OtherEnd(InetSocketAddress address, Node node) implements DatagramWriter.Destinations {
        @Override
        public Node of(FrameBatch batch, int slot, long now) {
            return node;
        }

        @Override
        public boolean withoutReach(Node node) {
            return false;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    static UdpPort open(UdpNetwork network, PortHolders ports, PortContext context) throws IOException {
        UdpSocket socket = UdpSocket.open(network.destination().getAddress(), context.underlay());
        try {
            return new UdpPort(network, socket, ports, context);
        } catch (IOException | RuntimeException e) {
            ports.close(socket, context);
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        reader.read(socket, batch.capacity(), batch);
        while (reader.next()) {
            // an empty datagram has libvdeplug forget whom it is connected to; it is no frame, and no fault
            if (reader.length() > 0) {
                reader.take(batch);
            }
        }
        if (batch.size() > before) {
            reader.countLosses(context.nanoTime());
        }
        return batch.size() - before;
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

package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.net.InetSocketAddress;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.forwarder.datagram.UdpSocket;
import net.vdestack.forwarder.datagram.VxlanHeader;

/**
 * The two sockets of a node: one that hears the group, shared with other nodes of this machine, and one of its own that
 * sends everything and is answered to.
 */
final class VxvdeSockets implements AutoCloseable {
    private final VxvdeNetwork network;
    private final UdpSocket group;
    private final UdpSocket own;
    private final InetSocketAddress groupAddress;

    private VxvdeSockets(VxvdeNetwork network, UdpSocket group, UdpSocket own) throws IOException {
        this.network = network;
        this.group = group;
        this.own = own;
        int index = own.interfaceIndex(network.multicastInterface());
        this.groupAddress = UdpSocket.scoped(network.group(), index);
        openOwn(index);
        joinGroup(index);
    }

    static VxvdeSockets open(VxvdeNetwork network, Underlay underlay) throws IOException {
        UdpSocket group = UdpSocket.open(network.group().getAddress(), underlay);
        UdpSocket own = null;
        try {
            own = UdpSocket.open(network.group().getAddress(), underlay);
            return new VxvdeSockets(network, group, own);
        } catch (IOException | RuntimeException e) {
            group.close();
            if (own != null) {
                own.close();
            }
            throw e;
        }
    }

    private void openOwn(int interfaceIndex) throws IOException {
        own.setReceiveBuffer(network.receiveBuffer());
        own.setMulticastTtl(network.ttl());
        if (network.ttl() > 0) {
            own.setTtl(network.ttl());
        }
        own.setMulticastInterface(interfaceIndex);
        // what comes to the group is for many, and little
        own.receiveRuns();
        own.bind(
                network.bind().isPresent()
                        ? new InetSocketAddress(network.bind().get(), 0)
                        : own.anyAddress(0));
    }

    private void joinGroup(int interfaceIndex) throws IOException {
        group.setReuseAddress(true);
        group.bind(groupAddress);
        group.join(groupAddress.getAddress(), interfaceIndex);
    }

    /** Hears the group. */
    UdpSocket group() {
        return group;
    }

    /** Sends, and hears what is meant for this node alone. */
    UdpSocket own() {
        return own;
    }

    /** The group; with the interface as its scope where it has no meaning without one (RFC 4007). */
    InetSocketAddress groupAddress() {
        return groupAddress;
    }

    /** The largest MTU of a link whose frames reach the group without being split. */
    int linkMtu() throws IOException {
        return own.linkMtu(groupAddress, VxlanHeader.SIZE);
    }

    @Override
    public void close() {
        group.close();
        own.close();
    }
}

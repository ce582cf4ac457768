package net.vdestack.forwarder.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.datagram.VxlanHeader;
import net.vdestack.forwarder.fixture.Datagrams;
import net.vdestack.forwarder.vxvde.VxvdeProvider;
import net.vdestack.linux.syscall.Sockets;

class VxvdeContractIT extends NetworkContract {
    /** The second socket that a node opens. */
    private static final int OWN = 1;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new VxvdeProvider());
    }

    @Override
    String network() {
        return "vxvde://239.1.2.3/vni=77";
    }

    @Override
    boolean learns() {
        return true;
    }

    /** To everybody and to a alone. */
    @Override
    boolean sayNonsense(byte[] bytes) throws IOException {
        ByteBuffer local = Sockets.addressBuffer();
        Sockets.localAddress(a.underlaySockets().get(OWN), local);
        int port = SocketAddresses.port(local, 0);
        boolean said = true;
        for (InetSocketAddress to : List.of(
                new InetSocketAddress("239.1.2.3", 14789),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            ByteBuffer address = SocketAddresses.encode(to);
            said &= sayBySocket(b, OWN, address, bytes)
                    && sayBySocket(b, OWN, address, Datagrams.concat(VxlanHeader.of(77), bytes));
        }
        return said;
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "vxvde:///nope=1", "'nope'",
                "vxvde:///port=0", "'port=0'",
                "vxvde://10.0.0.1", "'10.0.0.1'");
    }
}

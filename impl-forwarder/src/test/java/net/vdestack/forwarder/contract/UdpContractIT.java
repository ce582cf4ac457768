package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.udp.UdpProvider;

class UdpContractIT extends PairContract {
    @Override
    List<ForwarderProvider> providers() {
        return List.of(new UdpProvider());
    }

    @Override
    String network() {
        throw new AssertionError("each end has its own");
    }

    @Override
    String network(String link) {
        return link.equals("a") ? "udp://4001->127.0.0.1:4002" : "udp://127.0.0.1:4002->127.0.0.1:4001";
    }

    @Override
    boolean sayNonsense(byte[] bytes) {
        return sayBySocket(b, 0, null, bytes);
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "udp://4001", "'->'",
                "udp://0->127.0.0.1:4002", "port '0'",
                "udp://4001->127.0.0.1:", "port ''",
                "udp://4001->127.0.0.1:4002/ttl=1", "'4002/ttl=1'",
                "udp://127.0.0.1:4001->[::1]:4002", "'::1'");
    }
}

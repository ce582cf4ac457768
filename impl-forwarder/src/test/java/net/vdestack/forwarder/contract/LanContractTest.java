package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.lan.LanProvider;

class LanContractTest extends NetworkContract {
    @Override
    List<ForwarderProvider> providers() {
        return List.of(new LanProvider());
    }

    @Override
    String network() {
        return "lan://contract";
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("lan://", "lan://", "lan://a/vni=1", "a/vni=1", "nope://a", "nope");
    }
}

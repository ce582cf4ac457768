package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.lan.LanProvider;
import net.vdestack.forwarder.vlan.VlanProvider;

/** A VLAN of a network that delivers by itself. */
class VlanContractTest extends NetworkContract {
    private static final int TAG = 4;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new VlanProvider(), new LanProvider());
    }

    @Override
    String network() {
        return "vlan://3{lan://contract}";
    }

    @Override
    int longestFrame() {
        return super.longestFrame() - TAG;
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("vlan://3/nope{lan://a}", "'nope'", "vlan://3", "no network inside");
    }
}

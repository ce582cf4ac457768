package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.vlan.VlanProvider;

/** A VLAN in a VLAN of a network that is waited for. */
class VlanOfChannelContractTest extends NetworkContract {
    private static final int TAGS = 8;

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new VlanProvider(), new RepeaterProvider());
    }

    @Override
    String network() {
        return "vlan://4{vlan://5/qinq{repeater://}}";
    }

    @Override
    int longestFrame() {
        return super.longestFrame() - TAGS;
    }

    @Override
    boolean learns() {
        return false;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("vlan://4096{repeater://}", "'4096'");
    }
}

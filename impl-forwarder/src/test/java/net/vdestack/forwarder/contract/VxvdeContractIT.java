package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.vxvde.VxvdeProvider;

class VxvdeContractIT extends NetworkContract {
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

    @Override
    Map<String, String> refused() {
        return Map.of(
                "vxvde:///nope=1", "'nope'",
                "vxvde:///port=0", "'port=0'",
                "vxvde://10.0.0.1", "'10.0.0.1'");
    }
}

package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;

/** A network that moves one frame at a time. */
class AdaptedContractTest extends NetworkContract {
    @Override
    List<ForwarderProvider> providers() {
        return List.of(new RepeaterProvider());
    }

    @Override
    String network() {
        return "repeater://";
    }

    @Override
    boolean learns() {
        return false;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("repeater://x", "'x'");
    }
}

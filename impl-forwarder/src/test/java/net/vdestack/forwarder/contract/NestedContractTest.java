package net.vdestack.forwarder.contract;

import java.util.List;
import java.util.Map;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.fixture.WrapProvider;

/** A network inside a network of a third party. */
class NestedContractTest extends NetworkContract {
    @Override
    List<ForwarderProvider> providers() {
        return List.of(new WrapProvider(), new RepeaterProvider());
    }

    @Override
    String network() {
        return "wrap://repeater://";
    }

    @Override
    boolean learns() {
        return false;
    }

    @Override
    Map<String, String> refused() {
        return Map.of("wrap://x", "'x'");
    }
}

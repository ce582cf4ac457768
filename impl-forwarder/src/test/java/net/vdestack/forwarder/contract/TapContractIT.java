package net.vdestack.forwarder.contract;

import static net.vdestack.forwarder.fixture.Frames.BROADCAST;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.List;
import java.util.Map;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.device.TapProvider;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TAPs that were made beforehand and share a bridge. */
class TapContractIT extends NetworkContract {
    private static final int MTU = 9500;

    @Override
    void makeNetwork() throws Exception {
        Machine.here("ip link add hub0 mtu " + MTU + " type bridge mcast_snooping 0");
        for (String link : List.of("a", "b", "c")) {
            Machine.here("ip tuntap add mode tap name tap-" + link);
            Machine.here("ip link set tap-" + link + " mtu " + MTU + " master hub0");
            silenceAndSetUp("tap-" + link);
        }
        silenceAndSetUp("hub0");
    }

    @Override
    @BeforeEach
    void awaitNetwork() throws Exception {
        for (String link : List.of("a", "b", "c")) {
            // the bridge hears in its own time that a TAP has been plugged in
            Await.until(
                    "the bridge forwards to tap-" + link,
                    () -> Machine.here("ip -d link show tap-" + link).contains("state forwarding"));
        }
    }

    /** Or the host would say something of its own. */
    private static void silenceAndSetUp(String name) throws Exception {
        Machine.here("sysctl -q net.ipv6.conf." + name + ".disable_ipv6=1");
        Machine.here("ip link set " + name + " up");
    }

    @Override
    void endNetwork() throws Exception {
        for (String link : List.of("a", "b", "c")) {
            // still there
            Machine.here("ip tuntap del mode tap name tap-" + link);
        }
        Machine.here("ip link del hub0");
    }

    @Override
    List<ForwarderProvider> providers() {
        return List.of(new TapProvider());
    }

    @Override
    String network() {
        throw new AssertionError("each link has a TAP of its own");
    }

    @Override
    String network(String link) {
        return "tap://tap-" + link;
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    Map<String, String> refused() {
        return Map.of(
                "tap://tap0/up=1", "'tap0/up=1'",
                "tap://a b", "'a b'",
                "tap://sixteen-bytes-xx", "'sixteen-bytes-xx'");
    }

    /** A TAP has one user at a time, so it is not swapped to itself. */
    @Override
    @Test
    void losesNothingWhenALinkIsSwappedToTheSameNetwork() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> forwarder(a).connect(network("a")))
                .withMessageContaining("tap-a")
                .withMessageContaining("in use");

        assertThat(forwarder(a).status().state()).isEqualTo(ForwarderState.CONNECTED);
        byte[] frame = frame(BROADCAST, A, 60, 1);
        a.send(frame);
        assertThat(b.receive()).isEqualTo(frame);
    }
}

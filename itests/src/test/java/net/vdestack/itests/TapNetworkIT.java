package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stacks plugged into interfaces of the host, which here is the test's own namespace. */
@OneJdk
@Timeout(120)
class TapNetworkIT {
    /** The host as the other end. */
    private static final Peer HOST = new Peer() {
        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public List<String> inside(String... argv) {
            return List.of(argv);
        }
    };

    private static void ip(String arguments) throws IOException {
        Subprocess.run(("ip " + arguments).split(" "));
    }

    private static NetworkStack stack(String network) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=10.9.0.1/24,ip=fd00:9::1/64")
                .build());
    }

    private static void address(String name) throws IOException {
        ip("addr add 10.9.0.2/24 dev " + name);
        ip("addr add fd00:9::2/64 dev " + name + " nodad");
    }

    @Test
    void exchangesPingTcpAndUdpWithTheHost() throws Exception {
        try (NetworkStack stack = stack("tap://made0");
                Exchange exchange = new Exchange(stack, HOST)) {
            address("made0");

            exchange.all("10.9.0.1", "10.9.0.2");
            exchange.all("fd00:9::1", "fd00:9::2");

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
        assertThat(Subprocess.run("ip", "-o", "link")).doesNotContain("made0");
    }

    @Test
    void usesTheHostsTapThoughItsOwnThreadConnects() throws Exception {
        ip("tuntap add mode tap name there0");
        try (NetworkStack stack = stack("null://")) {
            ip("link set there0 up");
            address("there0");

            stack.call(() -> {
                stack.connect("vde0", "tap://there0");
                return null;
            });

            assertThat(stack.run("ping -c 1 -W 5 10.9.0.2").exitCode()).isZero();
        } finally {
            // still there
            ip("tuntap del mode tap name there0");
        }
    }

    @Test
    void makesADeletedTapAnew() throws Exception {
        try (NetworkStack stack = stack("tap://made0")) {
            long before = stack.links().get(0).forwarder().reconnects();
            ip("link del made0");
            Await.until(
                    "the link has noticed",
                    () -> stack.links().get(0).forwarder().reconnects() > before);

            assertThat(stack.links().get(0).forwarder().state()).isEqualTo(ForwarderState.CONNECTED);
            address("made0");
            assertThat(stack.run("ping -c 1 -W 5 10.9.0.2").exitCode()).isZero();
        }
    }

    @Test
    void speaksThroughAMacvtap() throws Exception {
        String mac = "02:00:00:00:00:0c";
        CabledMachine machine = CabledMachine.open();
        ip("link add link cable0 name mvt0 address " + mac + " type macvtap mode bridge");
        ip("link set mvt0 up allmulticast on");
        StackSpec spec = StackSpec.builder()
                .link("vde0", "macvtap://mvt0", MacAddress.parse(mac), 0)
                .config("eth,ip=192.0.2.7/24,ip=fd00:77::7/64")
                .build();
        try (machine;
                NetworkStack stack = NetworkStacks.open(spec);
                Exchange exchange = new Exchange(stack, machine)) {
            exchange.all("192.0.2.7", CabledMachine.THEIR_V4);
            exchange.all("fd00:77::7", CabledMachine.THEIR_V6);
            assertThat(UnexplainedDrops.of(stack)).isEmpty();

            ip("link del mvt0");
            Await.until(
                    "the loss is seen",
                    () -> stack.links().get(0).forwarder().error().isPresent());
            assertThat(stack.links().get(0).forwarder().error())
                    .hasValueSatisfying(error -> assertThat(error).contains("mvt0"));
        }
    }
}

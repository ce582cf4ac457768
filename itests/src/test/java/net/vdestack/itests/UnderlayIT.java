package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks nest: the sockets of one's links are in another. */
@Timeout(120)
class UnderlayIT {
    private static final StackRegistry REGISTRY = NetworkStacks.registry();
    private static final String VXVDE = "vxvde://224.1.2.6";

    private Resources before;

    @BeforeAll
    static void openWhatAllStacksShare() throws IOException {
        try (NetworkStack stack = NetworkStacks.open("lan://warm-up")) {
            stack.run("true");
        }
    }

    @BeforeEach
    void look() throws IOException {
        System.setProperty("net.vdestack.cmd", "allow");
        before = Resources.now();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        System.clearProperty("net.vdestack.cmd");
        REGISTRY.stacks().forEach(NetworkStack::close);
        before.awaitNoMore();
    }

    /** With an address of its own, or its neighbours would send to the former one's for a while. */
    private static StackSpec outer(int number) {
        return StackSpec.builder()
                .name("outer" + number)
                .link("vde0", "lan://street", new MacAddress(0x02_00_00_01_00_00L + number), 0)
                .config("eth,ip=10.1.0." + number + "/24")
                .commands("ip route add 224.0.0.0/4 dev vde0")
                .build();
    }

    private static StackSpec.Builder inner(int number) {
        return StackSpec.builder()
                .name("inner" + number)
                .link("vde0", VXVDE)
                .config("eth,ip=10.2.0." + number + "/24,ip=fd02::" + number + "/64");
    }

    /** Two stacks, each over one of its own, which are in one network. */
    private static void openAll() throws IOException {
        for (int number = 1; number <= 2; number++) {
            NetworkStacks.open(outer(number));
            NetworkStacks.open(inner(number).underlay("outer" + number).build());
        }
    }

    private static NetworkStack stack(String name) {
        return REGISTRY.find(name).orElseThrow();
    }

    private static ForwarderStatus forwarder(String stack) throws IOException {
        return stack(stack).links().get(0).forwarder();
    }

    private static void awaitConnected(String stack) throws Exception {
        Await.until(stack + " to be connected", () -> forwarder(stack).state() == ForwarderState.CONNECTED);
    }

    private static void assertPings(String from, String to) throws IOException {
        assertThat(stack(from).run("ping -c 1 -W 10 " + to).exitCode())
                .as(from + " to " + to)
                .isZero();
    }

    @Test
    void carryTheFramesOfOthers() throws Exception {
        openAll();

        assertPings("inner1", "10.2.0.2");
        assertPings("inner2", "fd02::1");
        assertThat(stack("inner1").links().get(0).mtu()).isEqualTo(1500 - 20 - 8 - 8 - 14);
        assertThat(stack("outer1").statistics().sockets().udp()).isEqualTo(2);
        assertThat(stack("outer1").statistics().links().get(0).transmitFrames()).isPositive();

        NetworkStack stranger = NetworkStacks.open(inner(3).build());
        assertThat(stranger.run("ping -c 1 -W 1 10.2.0.1").exitCode()).isNotZero();
    }

    /** From which nothing may be missing. */
    private static NumberStream stream() throws IOException {
        return new NumberStream(stack("inner2"), stack("inner1"), "fd02::1");
    }

    @Test
    void endAndComeBackUnderAConnection() throws Exception {
        openAll();
        try (NumberStream stream = stream()) {
            stream.awaitFlow();

            stack("outer1").close();

            // it is pinned by nothing
            Resources.awaitNamespacesFreed();
            ForwarderStatus alone = forwarder("inner1");
            assertThat(alone.state()).isEqualTo(ForwarderState.DISCONNECTED);
            assertThat(alone.error())
                    .hasValueSatisfying(error -> assertThat(error).contains("underlay stack outer1"));
            assertThat(stack("inner1").state()).isEqualTo(StackState.DEGRADED);
            assertThat(REGISTRY.find("outer1")).isEmpty();

            NetworkStacks.open(outer(1));

            awaitConnected("inner1");
            stream.awaitFlow();
            assertThat(stream.finish()).isPositive();
        }
        assertThat(forwarder("inner1").reconnects()).isEqualTo(1);
        assertThat(stack("inner1").state()).isEqualTo(StackState.UP);
    }

    @Test
    void changeUnderAConnection() throws Exception {
        openAll();
        try (NumberStream stream = stream()) {
            stream.awaitFlow();

            NetworkStacks.open(outer(3));
            REGISTRY.update(inner(1).underlay("outer3").build());
            stream.awaitFlow();
            stack("outer1").close();
            Resources.awaitNamespacesFreed();

            assertThat(forwarder("inner1").state()).isEqualTo(ForwarderState.CONNECTED);
            stream.awaitFlow();

            REGISTRY.update(inner(1).build());
            REGISTRY.update(inner(2).build());
            stack("outer2").close();
            stack("outer3").close();

            stream.awaitFlow();
            assertThat(stream.finish()).isPositive();
        }
        assertThat(stack("inner1").statistics().links().get(0).swaps()).isEqualTo(2);
        assertThat(forwarder("inner1").reconnects()).isZero();
        assertThat(stack("inner1").spec().underlay()).isEmpty();
    }

    @Test
    void stayWhenTheOtherCannotTakeTheLinks() throws Exception {
        openAll();
        NetworkStacks.open(StackSpec.builder()
                .name("dead-end")
                .link("vde0", "lan://street")
                .build());
        StackSpec spec = stack("inner1").spec();

        assertThatIOException()
                .isThrownBy(() -> REGISTRY.update(
                        inner(1).underlay("dead-end").label("k", "v").build()));

        assertThat(stack("inner1").spec()).isEqualTo(spec);
        assertPings("inner1", "10.2.0.2");

        stack("outer1").close();
        NetworkStacks.open(outer(1));

        awaitConnected("inner1");
        assertPings("inner1", "10.2.0.2");
    }

    @Test
    void areRefusedByNameIfTheyCannotBe() throws Exception {
        openAll();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkStacks.open(inner(3).underlay("nobody").build()))
                .withMessageContainingAll("underlay 'nobody' of stack inner3", "create it first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REGISTRY.update(inner(1).underlay("nobody").build()))
                .withMessageContaining("underlay 'nobody' of stack inner1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REGISTRY.update(StackSpec.builder()
                        .name("outer1")
                        .link("vde0", "lan://street")
                        .underlay("inner1")
                        .build()))
                .withMessageContainingAll("underlay 'inner1' of stack outer1", "carried by outer1 itself");

        stack("outer1").close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkStacks.open(
                        StackSpec.builder().name("outer1").underlay("inner1").build()))
                .withMessageContaining("carried by outer1 itself");
        assertThat(REGISTRY.find("outer1")).isEmpty();
        assertThat(REGISTRY.find("inner3")).isEmpty();
    }

    @Test
    void haveTheInterfacesOfTapNetworks() throws Exception {
        NetworkStack outer = NetworkStacks.open(outer(1));
        NetworkStacks.open(StackSpec.builder()
                .name("inner1")
                .underlay("outer1")
                .link("vde0", "tap://cable0")
                .config("eth,ip=10.3.0.1/24")
                .build());

        outer.run("ip addr add 10.3.0.2/24 dev cable0");

        assertPings("inner1", "10.3.0.2");
        assertPings("outer1", "10.3.0.1");

        outer.close();

        Resources.awaitNamespacesFreed();
        assertThat(forwarder("inner1").state()).isEqualTo(ForwarderState.DISCONNECTED);
    }

    @Test
    void haveTheCommandsOfCmdNetworks(@TempDir Path directory) throws Exception {
        NetworkStack outer = NetworkStacks.open(outer(1));
        Path seen = directory.resolve("seen");
        NetworkStacks.open(StackSpec.builder()
                .name("inner1")
                .underlay("outer1")
                .link("vde0", "cmd://sh -c \"ip -o addr >" + seen + "; exec cat\"")
                .build());

        Await.until(
                "the command to look around",
                () -> Files.exists(seen) && Files.readString(seen).contains("10.1.0.1"));

        outer.close();

        Resources.awaitNamespacesFreed();
        assertThat(forwarder("inner1").state()).isEqualTo(ForwarderState.DISCONNECTED);
    }

    @Test
    void areNothingToNetworksInsideTheMachine(@TempDir Path directory) throws Exception {
        NetworkStack outer = NetworkStacks.open(outer(1));
        List<String> networks =
                List.of("lan://inside", "switch://" + directory.resolve("s"), "ptp://" + directory.resolve("p"));
        StackSpec.Builder builder = StackSpec.builder().name("inner1").underlay("outer1");
        networks.forEach(network -> builder.link("vde" + networks.indexOf(network), network));
        NetworkStack inner = NetworkStacks.open(builder.build());
        List<ForwarderStatus> statuses = statuses(inner);

        outer.close();
        Resources.awaitNamespacesFreed();

        assertThat(statuses(inner)).isEqualTo(statuses);
    }

    private static List<ForwarderStatus> statuses(NetworkStack stack) throws IOException {
        return stack.links().stream().map(link -> link.forwarder()).toList();
    }
}

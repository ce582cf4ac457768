package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code vxvde} over an IPv6 group, with vdens at the other end of a cable: as if on another machine. */
@Timeout(120)
class VxvdeOverIpv6IT {
    private static final String OUR_END = "cable0";
    private static final String THEIR_END = "cable1";
    /** Holds the other machine's namespace until its input ends. */
    private static Subprocess machine;

    @BeforeAll
    static void layCable() throws Exception {
        Subprocess.require("ip", "nsenter", "unshare");
        machine = Subprocess.start(List.of("unshare", "--net", "sh", "-c", "echo ready && read -r _"));
        machine.line();
        Subprocess.run(
                "ip", "link", "add", OUR_END, "type", "veth", "peer", "name", THEIR_END, "netns", "" + machine.pid());
        for (String command : List.of(
                "ip link set " + OUR_END + " addrgenmode none",
                "ip addr add fd00:77::1/64 dev " + OUR_END + " nodad",
                "ip link set " + OUR_END + " up")) {
            Subprocess.run(command.split(" "));
        }
        for (String command : List.of(
                "ip link set lo up",
                "ip link set " + THEIR_END + " addrgenmode none",
                "ip addr add fd00:77::2/64 dev " + THEIR_END + " nodad",
                "ip link set " + THEIR_END + " up")) {
            Subprocess.run(onMachine(command.split(" ")));
        }
        // the kernel adds the multicast routes a while after the interfaces have come up
        String routes = "ip -6 route show table local type multicast dev ";
        Await.until(
                "the multicast routes of the cable",
                () -> !Subprocess.run((routes + OUR_END).split(" ")).isBlank()
                        && !Subprocess.run(onMachine((routes + THEIR_END).split(" ")))
                                .isBlank());
    }

    /** The same command on the other machine. */
    private static List<String> onMachine(String... argv) {
        List<String> words = new ArrayList<>(List.of("nsenter", "-n", "-t", "" + machine.pid()));
        words.addAll(List.of(argv));
        return words;
    }

    @AfterAll
    static void removeCable() throws Exception {
        try (Subprocess ended = machine) {
            if (ended != null) {
                Subprocess.run("ip", "link", "del", OUR_END);
            }
        }
    }

    private static NetworkStack stack(String network) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=10.9.0.1/24,ip=fd00:9::1/64")
                .build());
    }

    @ParameterizedTest
    @CsvSource({
        "vxvde://ff05::1234,                vxvde://ff05::1234",
        "vxvde:///v6/port=16000/vni=5/ttl=3, vxvde:///v6/port=16000/vni=5/ttl=3",
        "vxvde://ff05::5/v6/if=cable0,       vxvde://ff05::5/v6/if=cable1"
    })
    void exchangesPingTcpAndUdpBothWays(String ours, String theirs) throws Exception {
        try (NetworkStack stack = stack(ours);
                VdensNode node =
                        VdensNode.open(onMachine(), theirs, "02:00:00:00:00:0a", "10.9.0.2/24", "fd00:9::2/64");
                Exchange exchange = new Exchange(stack, node)) {
            // what the cable carries without IPv6, UDP, our header and Ethernet
            assertThat(stack.links().get(0).mtu()).isEqualTo(1500 - 40 - 8 - 8 - 14);

            exchange.all("10.9.0.1", "10.9.0.2");
            exchange.all("fd00:9::1", "fd00:9::2");

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    @Test
    void doesNotHearItself() throws Exception {
        try (NetworkStack stack = stack("vxvde://ff05::1234")) {
            assertThat(stack.run("ping -c 1 -W 1 10.9.0.2").exitCode()).isEqualTo(1);

            LinkStatistics statistics = stack.statistics().links().get(0);
            assertThat(statistics.transmitFrames()).isPositive();
            assertThat(statistics.receiveFrames()).isZero();
            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    /** Which the C implementation cannot do. */
    @Test
    void usesALinkLocalGroupOnTheInterfaceNamed() throws Exception {
        String network = "vxvde://ff02::1234/if=" + OUR_END;
        try (NetworkStack one = stack(network);
                NetworkStack other = NetworkStacks.open(StackSpec.builder()
                        .link("vde0", network)
                        .config("ip=10.9.0.2/24")
                        .build())) {
            assertThat(one.run("ping -c 1 -W 5 10.9.0.2").exitCode()).isZero();
            assertThat(other.run("ping -c 1 -W 5 10.9.0.1").exitCode()).isZero();
        }
        assertThatThrownBy(() -> stack("vxvde://ff02::1234"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("if=NAME");
    }
}

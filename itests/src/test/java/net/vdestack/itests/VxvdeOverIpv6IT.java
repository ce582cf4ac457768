package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
@OneJdk
@Timeout(120)
class VxvdeOverIpv6IT {
    private static CabledMachine machine;

    @BeforeAll
    static void layCable() throws Exception {
        machine = CabledMachine.open();
    }

    @AfterAll
    static void removeCable() throws Exception {
        if (machine != null) {
            machine.close();
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
                        VdensNode.open(machine.inside(), theirs, "02:00:00:00:00:0a", "10.9.0.2/24", "fd00:9::2/64");
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
        String network = "vxvde://ff02::1234/if=" + CabledMachine.OUR_END;
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

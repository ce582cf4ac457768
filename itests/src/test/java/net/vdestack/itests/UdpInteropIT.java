package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our stack and Debian's C implementation at the two ends of a {@code udp://} cable. */
@OneJdk
@Timeout(120)
class UdpInteropIT {
    @ParameterizedTest
    @CsvSource({
        "udp://4001->127.0.0.1:4002,           udp://4002->127.0.0.1:4001",
        "udp://127.0.0.1:4001->127.0.0.2:4002, udp://127.0.0.2:4002->127.0.0.1:4001",
        "udp://[::1]:4001->::1:4002,           udp://::1:4002->::1:4001",
        "udp://localhost:4001->127.0.0.1:4002, udp://4002->localhost:4001"
    })
    void exchangesPingTcpAndUdpBothWays(String ours, String theirs) throws Exception {
        StackSpec spec = StackSpec.builder()
                .link("vde0", ours)
                .config("eth,ip=10.9.0.1/24,ip=fd00:9::1/64")
                .build();
        try (NetworkStack stack = NetworkStacks.open(spec);
                VdensNode node = VdensNode.open(theirs, "02:00:00:00:00:0a", "10.9.0.2/24", "fd00:9::2/64");
                Exchange exchange = new Exchange(stack, node)) {
            exchange.all("10.9.0.1", "10.9.0.2");
            exchange.all("fd00:9::1", "fd00:9::2");

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    @Test
    void looksNamesUpInTheHostWhoeverConnects() throws Exception {
        try (NetworkStack stack = NetworkStacks.open("null://");
                VdensNode node = VdensNode.open("udp://4002->127.0.0.1:4001", "02:00:00:00:00:0a", "10.9.0.2/24")) {
            stack.configure("eth,ip=10.9.0.1/24");

            assertThat(node.run("ip", "-o", "link", "show", "vde0")).contains("UP");
            // on a thread of the stack
            stack.call(() -> {
                stack.connect("vde0", "udp://localhost:4001->127.0.0.1:4002");
                return null;
            });

            assertThat(stack.run("ping -c 1 -W 5 10.9.0.2").exitCode()).isZero();
        }
    }
}

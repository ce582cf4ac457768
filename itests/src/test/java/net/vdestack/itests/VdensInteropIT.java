package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our stack and Debian's C implementation on one {@code vxvde} network. */
@OneJdk
@Timeout(120)
class VdensInteropIT {
    private static final String GROUP = "224.1.2.3";
    private static final int PORT = 14789;
    private static final String NETWORK = "vxvde://" + GROUP;
    private static final String OURS_V4 = "10.9.0.1";
    private static final String OURS_V6 = "fd00:9::1";
    private static final String THEIRS_V4 = "10.9.0.2";
    private static final String THEIRS_V6 = "fd00:9::2";
    private static final String FIRST_MAC = "02:00:00:00:00:0a";
    private static final String SECOND_MAC = "02:00:00:00:00:0b";

    private static NetworkStack stack(String network) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=" + OURS_V4 + "/24,ip=" + OURS_V6 + "/64")
                .build());
    }

    private static VdensNode node(String network, String mac) throws IOException {
        return VdensNode.open(network, mac, THEIRS_V4 + "/24", THEIRS_V6 + "/64");
    }

    /** The peer speaks first, or its old MAC would be used until the kernel doubts it. */
    private static void exchangeAll(NetworkStack stack, VdensNode node) throws Exception {
        try (Exchange exchange = new Exchange(stack, node)) {
            exchange.all(OURS_V4, THEIRS_V4);
            exchange.all(OURS_V6, THEIRS_V6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vxvde://224.1.2.3, 224.1.2.3, 14789",
        "vxvde://224.1.2.4/port=15000/vni=4660/ttl=2, 224.1.2.4, 15000",
        // the default group with its last three octets replaced
        "vxvde:///grp=66051/v4/if=lo/bind=127.0.0.1/hashsize=16/rcvbuf=1M/expiretime=60, 239.1.2.3, 14789"
    })
    void exchangesPingTcpAndUdpBothWays(String network, String group, int port) throws Exception {
        try (NetworkStack stack = stack(network);
                VdensNode node = node(network, FIRST_MAC);
                GroupListener listener = new GroupListener(group, port)) {
            exchangeAll(stack, node);

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
            // both have learned where the other is
            MacAddress ours = stack.links().get(0).mac();
            MacAddress theirs = MacAddress.parse(FIRST_MAC);
            assertThat(listener.heard())
                    .filteredOn(each -> each.flooded(ours, theirs) || each.flooded(theirs, ours))
                    .hasSizeLessThan(10);
        }
    }

    @Test
    void hearsNothingOfOtherNetworksInTheGroup() throws Exception {
        try (NetworkStack stack = stack(NETWORK + "/vni=7");
                VdensNode node = node(NETWORK + "/vni=8", FIRST_MAC)) {
            assertThat(stack.run("ping -c 1 -W 1 " + THEIRS_V4).exitCode()).isEqualTo(1);

            assertThat(node.run("sh", "-c", "ping -c 1 -W 1 " + OURS_V4 + " || true"))
                    .contains(" 0 received");
            assertThat(stack.statistics().links().get(0).receiveFrames()).isZero();
            assertThat(UnexplainedDrops.of(stack)).containsOnlyKeys(DropReason.FOREIGN);
        }
    }

    @Test
    void findsPeerThatLeftAndCameBackWithAnotherMac() throws Exception {
        try (NetworkStack stack = stack(NETWORK)) {
            try (VdensNode node = node(NETWORK, FIRST_MAC);
                    Exchange exchange = new Exchange(stack, node);
                    GroupListener listener = new GroupListener(GROUP, PORT)) {
                exchange.pingFromStack(THEIRS_V4);
                exchange.pingFromStack(THEIRS_V6);
                listener.heard();
                node.leave();
                assertThat(listener.heard())
                        .filteredOn(GroupListener.Datagram::leave)
                        .hasSize(1);

                MacAddress ours = stack.links().get(0).mac();
                MacAddress theirs = MacAddress.parse(FIRST_MAC);
                Await.until("the stack to flood what it sends to one that has left", () -> {
                    stack.run("ping -c 1 -W 1 " + THEIRS_V4);
                    return listener.heard().stream().anyMatch(each -> each.flooded(ours, theirs));
                });
            }
            try (VdensNode node = node(NETWORK, SECOND_MAC)) {
                exchangeAll(stack, node);
            }

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({FIRST_MAC, SECOND_MAC})
    void findsPeerThatWasKilledAndCameBack(String mac) throws Exception {
        try (NetworkStack stack = stack(NETWORK)) {
            try (VdensNode node = node(NETWORK, FIRST_MAC);
                    Exchange exchange = new Exchange(stack, node);
                    GroupListener listener = new GroupListener(GROUP, PORT)) {
                exchange.pingFromStack(THEIRS_V4);
                exchange.pingFromStack(THEIRS_V6);
                node.kill();
                assertThat(listener.heard()).noneMatch(GroupListener.Datagram::leave);
            }
            try (VdensNode node = node(NETWORK, mac)) {
                exchangeAll(stack, node);
            }

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    /** Fixed neighbour entries and no IPv6: nobody says anything on its own, so that silence is silence. */
    @Test
    void findsPeerAgainAfterItsMacExpired() throws Exception {
        String network = NETWORK + "/expiretime=2";
        // more than 2 whole seconds as the C library counts them
        Duration silence = Duration.ofMillis(3500);
        MacAddress ours = MacAddress.parse("02:00:00:00:00:01");
        MacAddress theirs = MacAddress.parse(FIRST_MAC);
        StackSpec spec = StackSpec.builder()
                .link("vde0", network, ours, 0)
                .commands("ip link set vde0 addrgenmode none; ip addr flush dev vde0;"
                        + " ip addr add " + OURS_V4 + "/24 dev vde0;"
                        + " ip neigh replace " + THEIRS_V4 + " lladdr " + theirs + " nud permanent dev vde0")
                .build();
        try (NetworkStack stack = NetworkStacks.open(spec);
                VdensNode node = VdensNode.open(network, FIRST_MAC, THEIRS_V4 + "/24");
                GroupListener listener = new GroupListener(GROUP, PORT);
                Exchange exchange = new Exchange(stack, node)) {
            node.run("ip", "neigh", "replace", OURS_V4, "lladdr", ours.toString(), "nud", "permanent", "dev", "vde0");
            exchange.pingFromStack(THEIRS_V4);

            listener.awaitSilence(silence);
            exchange.pingFromStack(THEIRS_V4);
            List<GroupListener.Datagram> afterOurs = listener.heard();
            listener.awaitSilence(silence);
            exchange.pingFromNode(OURS_V4);
            List<GroupListener.Datagram> afterTheirs = listener.heard();

            // each had forgotten where the other is
            assertThat(afterOurs).anyMatch(each -> each.flooded(ours, theirs));
            assertThat(afterTheirs).anyMatch(each -> each.flooded(theirs, ours));
            listener.awaitSilence(silence);
            exchange.all(OURS_V4, THEIRS_V4);
            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }
}

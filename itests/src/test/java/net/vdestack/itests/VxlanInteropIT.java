package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our stack and the kernel's VXLAN on another machine, and libvdeplug's. */
@OneJdk
@Timeout(120)
class VxlanInteropIT {
    private static final String OURS_V4 = "10.9.0.1";
    private static final String OURS_V6 = "fd00:9::1";
    private static final String THEIRS_V4 = "10.9.0.2";
    private static final String THEIRS_V6 = "fd00:9::2";
    private CabledMachine machine;

    @BeforeEach
    void layCable() throws Exception {
        Subprocess.require("ethtool");
        machine = CabledMachine.open();
    }

    @AfterEach
    void removeCable() throws Exception {
        machine.close();
    }

    private static NetworkStack stack(String network) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=" + OURS_V4 + "/24,ip=" + OURS_V6 + "/64")
                .build());
    }

    /** Makes the kernel's interface on the other machine. */
    private void openKernelVxlan(String options) throws IOException {
        for (String command : List.of(
                "ip link add vx0 type vxlan dev cable1 " + options,
                // the kernel leaves checksums to the network card, which this cable has none of
                "ethtool -K vx0 tx off",
                "ip link set vx0 addrgenmode none",
                "ip addr add " + THEIRS_V4 + "/24 dev vx0",
                "ip addr add " + THEIRS_V6 + "/64 dev vx0 nodad",
                "ip link set vx0 up")) {
            machine.run(command.split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vxlan://239.1.2.3/vni=66/if=cable0,      id 66 group 239.1.2.3 dstport 4789, 1450",
        "vxlan:///vni=7/port=8472/if=cable0/v4,   id 7 group 239.0.0.1 dstport 8472,  1450",
        "vxlan://192.0.2.2/vni=16777215,          id 16777215 remote 192.0.2.1 dstport 4789, 1450",
        "vxlan://ff05::66/vni=66/if=cable0/ttl=3, id 66 group ff05::66 dstport 4789,  1430",
        "vxlan://fd00:77::2/vni=66/v6,            id 66 remote fd00:77::1 dstport 4789, 1430"
    })
    void exchangesPingTcpAndUdpWithTheKernel(String network, String options, int mtu) throws Exception {
        openKernelVxlan(options);
        try (NetworkStack stack = stack(network);
                Exchange exchange = new Exchange(stack, machine)) {
            assertThat(stack.links().get(0).mtu()).isEqualTo(mtu);

            exchange.all(OURS_V4, THEIRS_V4);
            exchange.all(OURS_V6, THEIRS_V6);

            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }

    @Test
    void findsThePeerAgainThatHasAnotherMacAndHearsNothingOfOtherNetworks() throws Exception {
        try (NetworkStack stack = stack("vxlan://239.1.2.3/vni=66/if=cable0")) {
            for (int i = 0; i < 2; i++) {
                openKernelVxlan("id 66 group 239.1.2.3 dstport 4789");
                try (Exchange exchange = new Exchange(stack, machine)) {
                    // the peer speaks first, or its old address would be used until the kernel doubts it
                    exchange.pingFromNode(OURS_V4);
                    exchange.pingFromStack(THEIRS_V4);
                }
                machine.run("ip", "link", "del", "vx0");
            }
            assertThat(UnexplainedDrops.of(stack)).isEmpty();
            openKernelVxlan("id 67 group 239.1.2.3 dstport 4789");
            machine.run("sh", "-c", "ping -c 1 -W 1 " + OURS_V4 + " || true");
            Await.until(
                    "its frames are counted", () -> UnexplainedDrops.of(stack).containsKey(DropReason.FOREIGN));
        }
    }

    @Test
    void isLostAndComesBackWithTheUnderlay() throws Exception {
        openKernelVxlan("id 66 remote 192.0.2.1 dstport 4789");
        try (NetworkStack stack = stack("vxlan://192.0.2.2/vni=66");
                Exchange exchange = new Exchange(stack, machine)) {
            exchange.pingFromStack(THEIRS_V4);
            Subprocess.run("ip", "addr", "del", "192.0.2.1/24", "dev", "cable0");
            try {
                Await.until("the loss is seen", () -> {
                    stack.run("ping -c 1 -W 1 " + THEIRS_V4);
                    return stack.links().get(0).forwarder().error().isPresent();
                });
                assertThat(stack.links().get(0).forwarder().error())
                        .hasValueSatisfying(error -> assertThat(error).contains("192.0.2.2"));
            } finally {
                Subprocess.run("ip", "addr", "add", "192.0.2.1/24", "dev", "cable0");
            }
            Await.until(
                    "the network is back",
                    () -> stack.run("ping -c 1 -W 1 " + THEIRS_V4).exitCode() == 0);
        }
    }

    @Test
    void saysThatThePortIsTakenAndChangesItsOwnNetworkInPlace() throws Exception {
        try (NetworkStack stack = stack("vxlan://239.1.2.3/vni=66/if=cable0")) {
            assertThatThrownBy(() -> stack("vxlan://239.1.2.4/vni=67/if=cable0"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("4789")
                    .hasMessageContaining("take another one");

            stack.connect("vde0", "vxlan://239.1.2.3/vni=67/if=cable0");

            openKernelVxlan("id 67 group 239.1.2.3 dstport 4789");
            try (Exchange exchange = new Exchange(stack, machine)) {
                exchange.pingFromStack(THEIRS_V4);
            }
        }
    }

    /**
     * libvdeplug 4.0.1 notes no sender's address (it leaves msg_namelen 0), so it cannot answer, not even its like:
     * what is for everybody goes both ways.
     */
    @Test
    void hearsLibvdeplugAndIsHeard() throws Exception {
        String network = "vxlan://239.1.2.3/vni=66/if=";
        try (NetworkStack stack = stack(network + "cable0");
                VdensNode node =
                        VdensNode.open(machine.inside(), network + "cable1", "02:00:00:00:00:0a", THEIRS_V4 + "/24")) {
            node.run("sh", "-c", "ping -c 1 -W 1 " + OURS_V4 + " || true");
            String neighbours =
                    stack.run("ip neigh show " + THEIRS_V4).results().get(0).stdout();

            assertThat(neighbours).contains("02:00:00:00:00:0a");
            // a question for everybody
            stack.run("ping -c 1 -W 1 10.9.0.3");
            Await.until(
                    "it hears",
                    () -> !node.run("ip", "-s", "link", "show", "vde0").matches("(?s).*RX:[^\\n]*\\n *0 .*"));
            assertThat(UnexplainedDrops.of(stack)).isEmpty();
        }
    }
}

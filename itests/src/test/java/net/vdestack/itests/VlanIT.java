package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks inside others. */
@OneJdk
@Timeout(120)
class VlanIT {
    private static NetworkStack stack(String network) throws IOException {
        return stack(network, "10.9.0.1");
    }

    private static NetworkStack stack(String network, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .link("vde0", network)
                .config("eth,ip=" + address + "/24")
                .build());
    }

    /** As somebody sees it who shares no code with us. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vlan://7{tap://made0}                | ethertype 802.1Q (0x8100) | vlan 7, p 0, ethertype ARP",
                "vlan://4{vlan://5/qinq{tap://made0}} | ethertype 802.1Q-QinQ (0x88a8) | vlan 5, p 0,"
                        + " ethertype 802.1Q (0x8100), vlan 4, p 0, ethertype ARP"
            })
    void tagsWhatGoesOut(String network, String type, String tags) throws Exception {
        Subprocess.require("tcpdump");
        try (NetworkStack stack = stack(network);
                Subprocess tcpdump = Subprocess.start(List.of("tcpdump", "-l", "-e", "-n", "-i", "made0"))) {
            Await.until("tcpdump listens", () -> tcpdump.errors().contains("listening on"));
            stack.run("ping -c 1 -W 1 10.9.0.2");

            String line = tcpdump.line();
            while (!line.contains("ARP")) {
                line = tcpdump.line();
            }
            assertThat(line).contains(type, tags);
        }
    }

    /** Where the peer has no tags. */
    @Test
    void exchangesPingTcpAndUdpAcrossAVlanOfVdeSwitch(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("s");
        try (VdeSwitch vdeSwitch = VdeSwitch.start(path)) {
            for (String command : List.of(
                    "port/create 1", "port/create 2", "vlan/create 7", "vlan/addport 7 1", "port/setvlan 2 7")) {
                vdeSwitch.command(command);
            }
            try (NetworkStack stack = stack("vlan://7{vde://" + path + "[1]}");
                    VdensNode node = VdensNode.open(
                            "vde://" + path + "[2]", "02:00:00:00:00:0a", "10.9.0.2/24", "fd00:9::2/64");
                    Exchange exchange = new Exchange(stack, node)) {
                stack.configure("eth,ip=10.9.0.1/24,ip=fd00:9::1/64");

                exchange.all("10.9.0.1", "10.9.0.2");
                exchange.all("fd00:9::1", "fd00:9::2");
            }
        }
    }

    @Test
    void vlansOfOneNetworkAreApart() throws Exception {
        try (NetworkStack one = stack("vlan://7{lan://vlans}");
                NetworkStack same = stack("vlan://7{lan://vlans}", "10.9.0.2");
                NetworkStack other = stack("vlan://8{lan://vlans}", "10.9.0.3")) {
            assertThat(one.run("ping -c 1 -W 5 10.9.0.2").exitCode()).isZero();
            assertThat(same.run("ping -c 1 -W 5 -s 8000 10.9.0.1").exitCode()).isZero();
            assertThat(one.run("ping -c 1 -W 1 10.9.0.3").exitCode()).isEqualTo(1);
            assertThat(other.statistics().links().get(0).receiveFrames()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"vlan://7{vxvde://224.1.2.8}", "vlan://4{vlan://5/qinq{vxvde://224.1.2.8}}"})
    void travelsOverOtherNetworks(String network) throws Exception {
        try (NetworkStack one = stack(network);
                NetworkStack other = stack(network, "10.9.0.2")) {
            assertThat(one.run("ping -c 2 -i 0.2 -W 5 10.9.0.2").exitCode()).isZero();
            assertThat(one.run("ping -c 2 -i 0.2 -W 5 -s 8000 10.9.0.2").exitCode())
                    .isZero();
            assertThat(UnexplainedDrops.of(one)).isEmpty();
            assertThat(UnexplainedDrops.of(other)).isEmpty();
        }
    }
}

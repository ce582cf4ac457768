package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Configuration strings, as the kernel sees what comes of them. */
@Timeout(60)
class ConfigurationIT {
    private NetworkStack stack;

    @BeforeEach
    void open() throws IOException {
        stack = NetworkStacks.open(StackSpec.builder()
                .name("configured")
                .link("vde0", "lan://configuration")
                .link("vde1", "lan://configuration")
                .build());
    }

    @AfterEach
    void close() {
        stack.close();
    }

    /** All but link-local ones, which the kernel gives by itself. */
    private List<String> addresses(int link) throws IOException {
        return stack.links().get(link).addresses().stream()
                .filter(address -> !address.address().isLinkLocalAddress())
                .map(InterfaceAddress::toString)
                .toList();
    }

    private String output(String command) throws IOException {
        return stack.run(command).results().get(0).stdout();
    }

    @Test
    void givesAddressesOfBothVersionsAndGateways() throws IOException {
        stack.configure(
                "eth,mac=02:00:00:00:00:99,ip=10.0.0.1/24,ip=10.0.1.1/16,ip=fd00::1/48,gw=10.0.0.254,gw=fd00::fe");

        assertThat(addresses(0)).containsExactlyInAnyOrder("10.0.0.1/24", "10.0.1.1/16", "fd00::1/48");
        assertThat(stack.links().get(0).mac()).hasToString("02:00:00:00:00:99");
        assertThat(output("ip route show default")).contains("default via 10.0.0.254 dev vde0");
        assertThat(output("ip -6 route show default")).contains("default via fd00::fe dev vde0");
        assertThat(output("ip -6 addr show tentative")).doesNotContain("fd00::1");
        assertThat(stack.spec().config())
                .isEqualTo("iface=vde0,eth,mac=02:00:00:00:00:99,ip=10.0.0.1/24,ip=10.0.1.1/16,ip=fd00::1/48,"
                        + "gw=10.0.0.254,gw=fd00::fe");
    }

    @Test
    void configuresSeveralInterfaces() throws IOException {
        stack.configure("iface=vde0,ip=10.0.0.1,iface=vde1,ip=10.1.0.1,iface=lo,ip=127.0.0.2/8");

        assertThat(addresses(0)).containsExactly("10.0.0.1/24");
        assertThat(addresses(1)).containsExactly("10.1.0.1/24");
        assertThat(output("ip addr show lo")).contains("127.0.0.2/8");
    }

    @Test
    void replacesWhatItGaveBefore() throws IOException {
        stack.configure("ip=10.0.0.1/24,ip=fd00::1/64,gw=10.0.0.254");
        stack.run("ip addr add 192.168.7.7/24 dev vde0");

        stack.configure("ip=10.0.0.2/24,gw=10.0.0.253");

        assertThat(addresses(0)).containsExactlyInAnyOrder("10.0.0.2/24", "192.168.7.7/24");
        assertThat(output("ip route show default")).contains("10.0.0.253").doesNotContain("10.0.0.254");

        stack.configure("eth");

        assertThat(addresses(0)).containsExactly("192.168.7.7/24");
        assertThat(output("ip route show default")).isEmpty();
    }

    @Test
    void changesThePrefixOfAnIpv6AddressAndKeepsTheEthernetAddress() throws IOException {
        stack.configure("eth,mac=02:00:00:00:00:99,ip=fd00::1/64");

        stack.configure("ip=fd00::1/48");

        assertThat(addresses(0)).containsExactly("fd00::1/48");
        assertThat(output("ip -6 addr show tentative")).doesNotContain("fd00::1");
        assertThat(stack.links().get(0).mac()).hasToString("02:00:00:00:00:99");
        assertThat(stack.spec().config()).isEqualTo("iface=vde0,eth,mac=02:00:00:00:00:99,ip=fd00::1/48");
    }

    @Test
    void isContentWithWhatIsThereAlready() throws IOException {
        stack.run("ip addr add 10.0.0.1/24 dev vde0; ip route add default via 10.0.0.254");

        stack.configure("ip=10.0.0.1/24,gw=10.0.0.254");
        stack.configure("ip=10.0.0.1/24,gw=10.0.0.254");

        assertThat(addresses(0)).containsExactly("10.0.0.1/24");
        assertThat(output("ip route show default").lines()).hasSize(1);
    }

    @Test
    void setsAnInterfaceUpThatIsDown() throws IOException {
        stack.run("ip link set vde0 down");
        assertThat(stack.links().get(0).up()).isFalse();

        stack.configure("eth");

        assertThat(stack.links().get(0).up()).isTrue();
    }

    @Test
    void takesBackAllOfAConfigurationThatFails() throws IOException {
        stack.configure("ip=10.0.0.1/24,gw=10.0.0.254");
        stack.run("ip link set vde1 down");
        List<LinkStatus> before = stack.links();

        assertThatThrownBy(
                        () -> stack.configure(
                                "iface=vde0,mac=02:00:00:00:00:77,ip=10.0.0.9/24,gw=10.0.0.253,iface=vde1,eth,ip=10.5.0.1/24,gw=99.0.0.1"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("99.0.0.1", "ENETUNREACH");

        assertThat(stack.links().get(0).mac()).isEqualTo(before.get(0).mac());
        assertThat(addresses(0)).containsExactly("10.0.0.1/24");
        assertThat(addresses(1)).isEmpty();
        assertThat(stack.links().get(1).up()).isFalse();
        assertThat(output("ip route show default")).contains("10.0.0.254");
        assertThat(stack.spec().config()).isEqualTo("iface=vde0,ip=10.0.0.1/24,gw=10.0.0.254");
    }

    @Test
    void refusesAnAddressThatAnotherNodeHas() throws IOException {
        StackSpec.Builder other = StackSpec.builder().link("vde0", "lan://configuration");
        try (NetworkStack neighbour =
                NetworkStacks.open(other.config("eth,ip=fd00::5/64").build())) {
            assertThat(neighbour.links()).hasSize(1);

            assertThatThrownBy(() -> stack.configure("ip=10.0.0.5/24,ip=fd00::5/64"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("fd00::5/64", "duplicate");

            assertThat(addresses(0)).isEmpty();
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        assertThatThrownBy(() -> stack.configure("ip=10.0.0.1/24,dhcp"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'dhcp'");
        assertThatThrownBy(() -> stack.configure("iface=vde9,ip=10.0.0.1/24"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("vde9", "configured");

        assertThat(addresses(0)).isEmpty();
    }
}

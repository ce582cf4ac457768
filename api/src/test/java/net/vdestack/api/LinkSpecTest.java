package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSpecTest {
    @ParameterizedTest
    @ValueSource(strings = {"vde0", "a", "...", "eth0.1", "lo0", "a-b_c", "fifteen-bytes-1"})
    void takesNameThatTheKernelTakes(String name) {
        assertThat(new LinkSpec(name, "lan://a", Optional.empty(), 0).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "lo",
                "a/b",
                "a:1",
                "vde%d",
                "a b",
                " a",
                "a\n",
                "a\u0000",
                "a,b",
                "sixteen-bytes-16",
                "ümläut"
            })
    void refusesOtherNames(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSpec(name, "lan://a", Optional.empty(), 0))
                .withMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesNoNetwork(String network) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSpec("vde0", network, Optional.empty(), 0))
                .withMessageContaining("network of link vde0");
    }

    @Test
    void refusesANetworkOfUnreasonableLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSpec("vde0", "x".repeat(4097), Optional.empty(), 0))
                .withMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 68, 1500, 9216})
    void takesMtu(int mtu) {
        assertThat(new LinkSpec("vde0", "lan://a", Optional.empty(), mtu).mtu()).isEqualTo(mtu);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 67, 9217, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesMtuOutOfBounds(int mtu) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSpec("vde0", "lan://a", Optional.empty(), mtu))
                .withMessageContaining("MTU " + mtu + " of link vde0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"})
    void refusesEthernetAddressThatIsNotOneInterface(String text) {
        Optional<MacAddress> mac = Optional.of(MacAddress.parse(text));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSpec("vde0", "lan://a", mac, 0))
                .withMessageContaining(text);
    }

    @Test
    void takesAnotherNetwork() {
        Optional<MacAddress> mac = Optional.of(MacAddress.parse("02:00:00:00:00:01"));
        LinkSpec link = new LinkSpec("vde0", "lan://a", mac, 1400);

        assertThat(link.withNetwork("lan://b")).isEqualTo(new LinkSpec("vde0", "lan://b", mac, 1400));
    }

    @Test
    void takesAnEthernetAddress() {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:01");

        assertThat(new LinkSpec("vde0", "lan://a", Optional.empty(), 1400).withMac(mac))
                .isEqualTo(new LinkSpec("vde0", "lan://a", Optional.of(mac), 1400));
    }
}

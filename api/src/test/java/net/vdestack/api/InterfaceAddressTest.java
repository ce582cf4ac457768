package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,            0a000001,                         24",
        "10.0.0.1/8,          0a000001,                         8",
        "0.0.0.0/0,           00000000,                         0",
        "255.255.255.255/32,  ffffffff,                         32",
        "192.168.10.200/31,   c0a80ac8,                         31",
        "::1,                 00000000000000000000000000000001, 64",
        "::/0,                00000000000000000000000000000000, 0",
        "fd00::a:b/48,        fd0000000000000000000000000a000b, 48",
        "FE80::1/128,         fe800000000000000000000000000001, 128",
        "1:2:3:4:5:6:7:8/127, 00010002000300040005000600070008, 127",
        "64:ff9b::10.0.0.1,   0064ff9b00000000000000000a000001, 64"
    })
    void readsLiterals(String text, String octets, int prefixLength) {
        InterfaceAddress address = InterfaceAddress.parse(text);

        assertThat(address.address().getAddress()).isEqualTo(HexFormat.of().parseHex(octets));
        assertThat(address.prefixLength()).isEqualTo(prefixLength);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1/24", "fd00::1/48, fd00::1/48"})
    void writesAddressAndLength(String text, String written) {
        InterfaceAddress address = InterfaceAddress.parse(text);

        assertThat(address).hasToString(written);
        assertThat(InterfaceAddress.parse(written)).isEqualTo(address);
    }

    /** As the JDK does; an interface has the IPv4 address then. */
    @Test
    void readsIpv4MappedAddressAsIpv4() {
        InterfaceAddress address = InterfaceAddress.parse("::ffff:10.0.0.1");

        assertThat(address.address()).isInstanceOf(Inet4Address.class);
        assertThat(address).hasToString("10.0.0.1/24");
    }

    @Test
    void leavesTheScopeOutWhenWritten() throws UnknownHostException {
        byte[] octets = HexFormat.of().parseHex("fe800000000000000000000000000001");
        InterfaceAddress address = new InterfaceAddress(Inet6Address.getByAddress(null, octets, 3), 64);

        assertThat(address).hasToString("fe80::1/64").isEqualTo(InterfaceAddress.parse("fe80::1/64"));
    }

    /** Makes sure that the next test would see a lookup. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "face", "10.0.0.256"})
    void lookupsOfTheseTestsAreAnsweredFromAFile(String name) throws UnknownHostException {
        assertThat(InetAddress.getByName(name).getHostAddress()).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "face",
                "10.0.0.256",
                "999.1.1.1",
                "10.0.0",
                "1",
                "10.0.0.1.",
                "10.0.0.1 ",
                "10.0.0.1\n",
                "010.0.0.1",
                "10.0.0.1%1",
                "[fd00::1]",
                "fe80::1%lo",
                "fe80::1%1",
                "fd00::1::2",
                ":",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "fd00::12345",
                "10.0.0.1:80"
            })
    void refusesWhatIsNoLiteralWithoutLookingItUp(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterfaceAddress.parseAddress(text))
                .withMessage("'" + text + "' is not an IPv4 or IPv6 address");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterfaceAddress.parse(text + "/24"))
                .withMessage("'" + text + "' is not an IPv4 or IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/33", "10.0.0.1/999", "::1/129", "::ffff:10.0.0.1/96"})
    void refusesPrefixLongerThanTheAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterfaceAddress.parse(text))
                .withMessageContaining("prefix length " + text.substring(text.indexOf('/') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "+8", "24/8", "255.255.255.0", " 24", "0000", "99999999999"})
    void refusesPrefixThatIsNoNumber(String length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterfaceAddress.parse("10.0.0.1/" + length))
                .withMessageContaining("'" + length + "' in '10.0.0.1/" + length + "'");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, -1", "10.0.0.1, 33", "::1, -1", "::1, 129"})
    void holdsNoPrefixOutOfBounds(String host, int prefixLength) {
        InetAddress address = InterfaceAddress.parseAddress(host);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InterfaceAddress(address, prefixLength))
                .withMessageContaining("prefix length " + prefixLength);
    }

    /** RFC 5952, section 4. */
    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:DB8:0:0:0:0:0:0, 2001:db8::",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "10.0.0.1, 10.0.0.1"
    })
    void writesTheShortestFormOfAnAddress(String given, String shortest) {
        assertThat(InterfaceAddress.text(InterfaceAddress.parseAddress(given))).isEqualTo(shortest);
    }
}

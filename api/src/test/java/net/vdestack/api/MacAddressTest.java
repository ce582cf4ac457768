package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @ParameterizedTest
    @CsvSource({
        "00:00:00:00:00:00, 0",
        "02:00:00:00:00:01, 2199023255553",
        "6a:d6:2f:5a:5a:2e, 117468149996078",
        "ff:ff:ff:ff:ff:ff, 281474976710655"
    })
    void isItsTextItsBitsAndItsOctets(String text, long bits) {
        byte[] octets = HexFormat.ofDelimiter(":").parseHex(text);

        MacAddress mac = MacAddress.parse(text);

        assertThat(mac).isEqualTo(new MacAddress(bits)).isEqualTo(MacAddress.of(octets));
        assertThat(mac.octets()).isEqualTo(octets);
        assertThat(mac).hasToString(text);
    }

    @Test
    void readsUpperCaseAndWritesLowerCase() {
        assertThat(MacAddress.parse("6A:D6:2F:5A:5A:2E")).hasToString("6a:d6:2f:5a:5a:2e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02",
                "02:00:00:00:00",
                "02:00:00:00:00:01:02",
                "2:0:0:0:0:1",
                "02-00-00-00-00-01",
                "020000000001",
                "02:00:00:00:00:0g",
                "02:00:00:00:00:01 ",
                "02:00:00:00:00:01\n",
                "02:00:00:00:00:٠١"
            })
    void refusesOtherNotations(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MacAddress.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 48, -1, Long.MIN_VALUE})
    void refusesMoreThan48Bits(long bits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MacAddress(bits))
                .withMessageContaining("0x" + Long.toHexString(bits));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7, 8})
    void refusesOtherThanSixOctets(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MacAddress.of(new byte[count]))
                .withMessageContaining("not " + count);
    }

    @ParameterizedTest
    @CsvSource({
        "ff:ff:ff:ff:ff:ff, true",
        "01:00:5e:00:00:01, true",
        "33:33:00:00:00:01, true",
        "02:00:00:00:00:01, false",
        "00:01:01:01:01:01, false",
        "fe:ff:ff:ff:ff:ff, false"
    })
    void tellsGroupsFromInterfaces(String text, boolean group) {
        assertThat(MacAddress.parse(text).isGroup()).isEqualTo(group);
    }
}

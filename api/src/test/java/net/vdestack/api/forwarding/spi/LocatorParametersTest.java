package net.vdestack.api.forwarding.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorParametersTest {
    private static final List<String> KEYS = List.of("port", "vni", "v6", "ttl", "ttlmax");

    static Stream<Arguments> specificParts() {
        return Stream.of(
                // what the C parser made of them
                arguments("a%2Fb/port=1%302", "a/b", Map.of("port", "102")),
                arguments("'a/b'/port=\"1/2\"", "a/b", Map.of("port", "1/2")),
                arguments("x\\/y/port=3", "x/y", Map.of("port", "3")),
                arguments("//vni=3//", "", Map.of("vni", "3")),
                arguments("grp=1000", "grp=1000", Map.of()),
                // address
                arguments("", "", Map.of()),
                arguments("224.1.2.3", "224.1.2.3", Map.of()),
                arguments("[ff05::1]/v6", "[ff05::1]", Map.of("v6", "")),
                // elements
                arguments("/port", "", Map.of("port", "")),
                arguments("/port=", "", Map.of("port", "")),
                arguments("/port=a=b", "", Map.of("port", "a=b")),
                arguments("a/port=1/port=2", "a", Map.of("port", "2")),
                arguments("a/port=1/port", "a", Map.of("port", "")),
                arguments("a///", "a", Map.of()),
                arguments("a/vni=1/port=2", "a", Map.of("vni", "1", "port", "2")),
                // quotes
                arguments("'a'\"b\"c", "abc", Map.of()),
                arguments("\"it's\"", "it's", Map.of()),
                arguments("'say \"x\"'", "say \"x\"", Map.of()),
                arguments("'a%2Fb\\'/port='=%31\\/'", "a%2Fb\\", Map.of("port", "=%31\\/")),
                arguments("''/port=''", "", Map.of("port", "")),
                arguments("/'port'=1", "", Map.of("port", "1")),
                arguments("'a/port=1", "a/port=1", Map.of()),
                arguments("a/port=\"1/vni=2", "a", Map.of("port", "1/vni=2")),
                // backslash
                arguments("\\'a\\\"/port=\\\\", "'a\"", Map.of("port", "\\")),
                arguments("\\%41", "%41", Map.of()),
                arguments("/port=1\\/vni=2", "", Map.of("port", "1/vni=2")),
                arguments("\\é", "é", Map.of()),
                arguments("a\\", "a\\", Map.of()),
                // %HH: no delimiter, no quote, not decoded twice
                arguments("%2f%2F", "//", Map.of()),
                arguments("%27a/port=1", "'a", Map.of("port", "1")),
                arguments("%5C/port=1", "\\", Map.of("port", "1")),
                arguments("%2541", "%41", Map.of()),
                arguments("/por%74=1", "", Map.of("port", "1")),
                arguments("/port=%3D%3d", "", Map.of("port", "==")),
                arguments("100%/port=%", "100%", Map.of("port", "%")),
                arguments("%4/port=%g1%1g", "%4", Map.of("port", "%g1%1g")),
                arguments("%%41", "%A", Map.of()),
                // bytes, which are UTF-8
                arguments("caf%C3%A9/port=%e2%82%ac", "café", Map.of("port", "€")),
                arguments("%C3''%A9", "é", Map.of()),
                arguments("é€😀/port='ü'", "é€😀", Map.of("port", "ü")));
    }

    @ParameterizedTest
    @MethodSource("specificParts")
    void readsSlashStyle(String specific, String address, Map<String, String> values) {
        LocatorParameters parameters = parse(specific);

        assertThat(parameters).isEqualTo(new LocatorParameters(address, values));
    }

    @Test
    void passesNestedLocatorBy() {
        Locator locator = Locator.parse("vxvde://'vde://a'/port=http:\\/\\/x");

        LocatorParameters parameters = LocatorParameters.parse(locator, KEYS);

        assertThat(parameters).isEqualTo(new LocatorParameters("vde://a", Map.of("port", "http://x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "/port=%C3", "%C3x%A9", "/port=a%80"})
    void refusesBytesThatAreNotUtf8(String specific) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining(specific.substring(specific.indexOf('=') + 1));
    }

    static Stream<Arguments> prefixes() {
        return Stream.of(
                arguments("p", "port"),
                arguments("por", "port"),
                arguments("vn", "vni"),
                arguments("ttlm", "ttlmax"),
                // a full name wins over the longer one that it begins
                arguments("ttl", "ttl"));
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void takesUnambiguousPrefixForTheKey(String written, String key) {
        LocatorParameters parameters = parse("/" + written + "=7");

        assertThat(parameters.values()).containsExactly(Map.entry(key, "7"));
    }

    @Test
    void lastOfPrefixAndFullKeyCounts() {
        assertThat(parse("/port=1/p=2").text("port")).contains("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "t", "tt"})
    void refusesAmbiguousPrefix(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("/" + written + "=7"))
                .withMessageContaining("'" + written + "'")
                .withMessageContaining("may mean any of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "Port", "ports", "port ", "224.1.2.3"})
    void refusesUnknownKey(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("a/" + written + "=7"))
                .withMessageContaining("'" + written + "'")
                .withMessageContaining("vxvde://a/")
                .withMessageContaining("unknown")
                .withMessageContaining(KEYS.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/=7", "/''=7", "/''"})
    void refusesEmptyKeyEvenIfThereIsOneKeyOnly(String specific) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocatorParameters.parse(new Locator("vxvde", specific), List.of("port")))
                .withMessageContaining("''");
    }

    @Test
    void tellsAbsentFromEmpty() {
        LocatorParameters parameters = parse("/port/vni=1");

        assertThat(parameters.has("port")).isTrue();
        assertThat(parameters.text("port")).contains("");
        assertThat(parameters.has("ttl")).isFalse();
        assertThat(parameters.text("ttl")).isEmpty();
    }

    @Test
    void keepsValuesOfItsOwn() {
        Map<String, String> values = new HashMap<>(Map.of("port", "1"));
        LocatorParameters parameters = new LocatorParameters("", values);

        values.put("port", "2");

        assertThat(parameters.text("port")).contains("1");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> parameters.values().put("vni", "1"));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments("0", 0L),
                arguments("00", 0L),
                arguments("4789", 4789L),
                arguments("0x12b5", 0x12b5L),
                arguments("0X12B5", 0x12b5L),
                arguments("0xfe", 0xfeL),
                arguments("0644", 0644L),
                arguments("1K", 1024L),
                arguments("3M", 3L << 20),
                arguments("2G", 2L << 30),
                arguments("5T", 5L << 40),
                arguments("0x10K", 16L << 10),
                arguments("010K", 8L << 10),
                arguments("%310", 10L),
                arguments("9223372036854775807", Long.MAX_VALUE),
                arguments("0x7fffffffffffffff", Long.MAX_VALUE),
                arguments("8388607T", 8388607L << 40));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void readsNumbers(String text, long value) {
        LocatorParameters parameters = parse("/port=" + text);

        assertThat(parameters.number("port", -1, 0, Long.MAX_VALUE)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-1",
                "+1",
                "1.5",
                " 1",
                "1 ",
                "08",
                "0x",
                "0xg",
                "K",
                "1KK",
                "1k",
                "1P",
                "1e3",
                "١",
                "9223372036854775808",
                "0x8000000000000000",
                "01000000000000000000000",
                "8388608T",
                "99999999999999999999"
            })
    void refusesWhatIsNoNumber(String text) {
        LocatorParameters parameters = new LocatorParameters("", Map.of("port", text));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameters.number("port", 5, Long.MIN_VALUE, Long.MAX_VALUE))
                .withMessageContaining("'port=" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "65535"})
    void takesTheLimits(String text) {
        long port = parse("/port=" + text).number("port", 0, 1, 65535);

        assertThat(port).isEqualTo(Long.parseLong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "64K"})
    void refusesNumberBeyondTheLimits(String text) {
        LocatorParameters parameters = parse("/port=" + text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameters.number("port", 0, 1, 65535))
                .withMessage("parameter 'port=" + text + "': must be a number from 1 to 65535");
    }

    @Test
    void takesTheGivenNumberForAnAbsentKeyWhateverTheLimits() {
        assertThat(parse("a").number("port", -1, 1, 65535)).isEqualTo(-1);
    }

    static Stream<Arguments> bracketParts() {
        return Stream.of(
                // what the C parser made of them
                arguments("/tmp/sw[3]", "/tmp/sw", Map.of("", "3")),
                arguments("/tmp/sw[port=3/mode=0666]", "/tmp/sw", Map.of("port", "3", "mode", "0666")),
                // no brackets, or nothing in them
                arguments("", "", Map.of()),
                arguments("/tmp/sw", "/tmp/sw", Map.of()),
                arguments("/tmp/sw[]", "/tmp/sw", Map.of()),
                arguments("[3]", "", Map.of("", "3")),
                arguments("/tmp/a]b", "/tmp/a]b", Map.of()),
                // elements
                arguments("/s[3//mode=1/]", "/s", Map.of("", "3", "mode", "1")),
                arguments("/s[3/4]", "/s", Map.of("", "4")),
                arguments("/s[people/mode]", "/s", Map.of("", "people", "mode", "")),
                arguments("/s[po=3]", "/s", Map.of("port", "3")),
                arguments("/s[po]", "/s", Map.of("", "po")),
                arguments("/s[port=[3]]", "/s", Map.of("port", "[3]")),
                // quotes
                arguments("/a%5Bb\\[c[3]", "/a[b[c", Map.of("", "3")),
                arguments("'/a[b'[port=']'/mode=\"a/b\"]", "/a[b", Map.of("port", "]", "mode", "a/b")));
    }

    @ParameterizedTest
    @MethodSource("bracketParts")
    void readsBracketStyle(String specific, String address, Map<String, String> values) {
        LocatorParameters parameters = parseBrackets(specific);

        assertThat(parameters).isEqualTo(new LocatorParameters(address, values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/s[", "/s[3", "/s[3]x", "/s[3]/port=1", "/s[3\\]", "/s[']"})
    void refusesBracketsThatDoNotEndIt(String specific) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parseBrackets(specific))
                .withMessageContaining("'vde://" + specific + "'")
                .withMessageContaining("]");
    }

    @Test
    void refusesUnknownKeyInBrackets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parseBrackets("/s[nope=1]"))
                .withMessageContaining("'nope'")
                .withMessageContaining("[port, mode]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parseBrackets("/s[=1]"))
                .withMessageContaining("''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocatorParameters.parseBrackets(new Locator("switch", "/s[3]"), List.of("mode")))
                .withMessageContaining("'3'");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0600,384", "600,384", "2770,1528", "07777,4095"})
    void readsPermissions(String text, int mode) {
        assertThat(parseBrackets("/s[mode=" + text + "]").mode("mode", -1)).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "0x1ff", "10000", "rwx", "-1", "00000000"})
    void refusesWhatIsNoPermission(String text) {
        LocatorParameters parameters = new LocatorParameters("", Map.of("mode", text));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameters.mode("mode", 0))
                .withMessageContaining("'mode=" + text + "'");
    }

    @Test
    void takesTheGivenPermissionsForAnAbsentKey() {
        assertThat(parseBrackets("/s").mode("mode", 0700)).isEqualTo(0700);
    }

    private static LocatorParameters parseBrackets(String specific) {
        return LocatorParameters.parseBrackets(new Locator("vde", specific), List.of("", "port", "mode"));
    }

    private static LocatorParameters parse(String specific) {
        return LocatorParameters.parse(new Locator("vxvde", specific), KEYS);
    }
}

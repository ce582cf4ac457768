package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.vdestack.api.InvalidSpecException;
import net.vdestack.api.InvalidSpecException.Mistake;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StackJsonTest {
    private final StackJson json = new StackJson();

    private static StackSpec.Builder blue() {
        return StackSpec.builder().name("blue");
    }

    @Test
    void readsAStack() {
        StackSpec spec = json.read("""
                {"name":"blue",
                 "links":[{"name":"vde0","network":"vxvde://239.1.2.3","mac":"02:00:00:00:00:01","mtu":1400},
                          {"name":"vde1","network":"lan://b"}],
                 "config":"ip=10.0.0.1/24",
                 "commands":"ip route",
                 "underlay":"green",
                 "netns":"/run/netns/blue",
                 "labels":{"tenant":"acme"},
                 "ephemeral":true}
                """);

        assertThat(spec)
                .isEqualTo(blue().link("vde0", "vxvde://239.1.2.3", MacAddress.parse("02:00:00:00:00:01"), 1400)
                        .link("vde1", "lan://b")
                        .config("ip=10.0.0.1/24")
                        .commands("ip route")
                        .underlay("green")
                        .netns(Path.of("/run/netns/blue"))
                        .label("tenant", "acme")
                        .ephemeral()
                        .build());
    }

    @Test
    void readsTheShortForm() {
        assertThat(json.read("{\"name\":\"blue\",\"network\":\"lan://a\"}"))
                .isEqualTo(blue().link("vde0", "lan://a").build());
        assertThat(json.read("{\"name\":\"blue\"}")).isEqualTo(blue().build());
        assertThat(
                        json.read(
                                "{\"name\":\"blue\",\"links\":[],\"config\":\"\",\"commands\":\"\",\"labels\":{},\"ephemeral\":false}"))
                .isEqualTo(blue().build());
    }

    @Test
    void takesANameThatIsKnown() {
        assertThat(json.read("{}", "blue")).isEqualTo(blue().build());
        assertThat(json.read("{\"name\":\"blue\"}", "blue")).isEqualTo(blue().build());
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> json.read("{\"name\":\"red\"}", "blue"))
                .withMessage("/name: must be 'blue', as this stack is called, or be left out");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> json.read("{}", "Blue"))
                .withMessageStartingWith("stack name 'Blue'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                              |           | must be an object",
                "{}                                              | /name     | is missing",
                "{\"name\":7}                                    | /name     | must be a string, not 7",
                "{\"name\":[\"x\"]}                              | /name     | must be a string, not a list",
                "{\"name\":\"B\"}                                | /name     | stack name 'B'",
                "{\"name\":\"\\ud800\"}                          | /name     | has half of a surrogate pair",
                "{\"name\":\"b\",\"labels\":{\"\\ud800\":\"\"}} | /labels   | the name of a member has half of",
                "{\"name\":\"b\",\"netwrok\":\"x\"}              | /netwrok  | is not known here; known are commands",
                "{\"name\":\"b\",\"network\":\"a\"}              | /network  | network 'a' has no scheme",
                "{\"name\":\"b\",\"network\":\"a://\",\"links\":[]} | /network | is short for one link",
                "{\"name\":\"b\",\"links\":{}}                   | /links    | must be a list",
                "{\"name\":\"b\",\"links\":[7]}                  | /links/0  | must be an object",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\"}]}   | /links/0/network | is missing",
                "{\"name\":\"b\",\"links\":[{\"name\":\"lo\",\"network\":\"a://\"}]} | /links/0/name | link name 'lo'",
                "{\"name\":\"b\",\"links\":[{\"network\":\"a://\"}]} | /links/0/name | is missing",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"\"}]} | /links/0/network | network '' has no scheme",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":\"9\"}]} | /links/0/mtu | must be a whole number, not \"9\"",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":9.5}]} | /links/0/mtu | must be a whole number, not 9.5",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":4294967296}]} | /links/0/mtu | must be a whole number, not 4294967296",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":9}]} | /links/0/mtu | MTU 9 of link v",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mac\":\"x\"}]} | /links/0/mac | Ethernet address 'x'",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mac\":\"01:00:00:00:00:01\"}]} | /links/0/mac | Ethernet address 01:00:00:00:00:01 of link v",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"ip\":\"x\"}]} | /links/0/ip | is not known here",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\"},{\"name\":\"v\",\"network\":\"a://\"}]} | /links/1/name | link name 'v' is given twice",
                "{\"name\":\"b\",\"labels\":{\"a/b~c\":1}}       | /labels/a~1b~0c | must be a string, not 1",
                "{\"name\":\"b\",\"labels\":\"x\"}               | /labels   | must be an object",
                "{\"name\":\"b\",\"config\":null}                | /config   | must be a string, not null",
                "{\"name\":\"b\",\"config\":\"dhcp\"}            | /config   | configuration word 'dhcp'",
                "{\"name\":\"b\",\"config\":\"ip=10.0.0.1/24\"}  | /config   | configuration 'ip=10.0.0.1/24': stack b has no link vde0",
                "{\"name\":\"b\",\"commands\":\"ip 'route\"}     | /commands | ",
                "{\"name\":\"b\",\"underlay\":\"b\"}             | /underlay | underlay 'b': a stack cannot be its own",
                "{\"name\":\"b\",\"underlay\":\"B\"}             | /underlay | underlay 'B'",
                "{\"name\":\"b\",\"netns\":\"\\u0000\"}          | /netns    | Nul character",
                "{\"name\":\"b\",\"ephemeral\":\"yes\"}          | /ephemeral | must be true or false, not \"yes\"",
                "{\"name\":\"b\",\"name\":\"c\"}                 |           | line 1, column",
                "{\"name\":\"b\"} x                              |           | line 1, column",
                "{\"name\":                                      |           | line 1, column",
                "``                                              |           | must be an object",
            })
    void saysWhereAndWhatIsWrong(String text, String pointer, String detail) {
        InvalidSpecException refusal = catchThrowableOfType(InvalidSpecException.class, () -> json.read(text));

        assertThat(refusal.mistakes()).hasSize(1);
        Mistake mistake = refusal.mistakes().get(0);
        assertThat(mistake.pointer()).isEqualTo(pointer == null ? "" : pointer);
        assertThat(mistake.detail()).startsWith(detail == null ? "" : detail);
        assertThat(refusal.getMessage()).contains(mistake.detail());
    }

    @Test
    void saysAllThatIsWrong() {
        InvalidSpecException refusal = catchThrowableOfType(InvalidSpecException.class, () -> json.read("""
                {"name":"Blue",
                 "links":[{"name":"lo","network":"x","mac":"y","mtu":1},{"name":"vde1"}, {"color":"red"}],
                 "config":"dhcp", "commands":";", "underlay":"", "netns":1, "labels":{"a":1}, "ephemeral":2}
                """));

        assertThat(refusal.mistakes())
                .extracting(Mistake::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/links/0/name",
                        "/links/0/network",
                        "/links/0/mac",
                        "/links/0/mtu",
                        "/links/1/network",
                        "/links/2/color",
                        "/links/2/name",
                        "/links/2/network",
                        "/config",
                        "/commands",
                        "/underlay",
                        "/netns",
                        "/labels/a",
                        "/ephemeral");
        assertThat(refusal.getMessage()).startsWith("/name: stack name 'Blue'").contains("; /links/0/name: ");
    }

    @Test
    void doesNotCountMistakesForEver() {
        String links = "0,".repeat(100_000) + "0";

        InvalidSpecException refusal = catchThrowableOfType(
                InvalidSpecException.class, () -> json.read("{\"name\":\"a\",\"links\":[" + links + "]}"));

        assertThat(refusal.mistakes()).hasSize(51).startsWith(new Mistake("/links/0", "must be an object {…}"));
        assertThat(refusal.mistakes().get(50)).isEqualTo(new Mistake("", "there are more mistakes than these 50"));
    }

    @Test
    void tellsLongMistakesInShort() {
        InvalidSpecException refusal = catchThrowableOfType(
                InvalidSpecException.class, () -> json.read("{\"name\":\"" + "a".repeat(100_000) + "\"}"));

        assertThat(refusal.getMessage()).startsWith("/name: stack name 'aaa").hasSizeLessThan(5000);
    }

    @Test
    void repeatsNoMoreThanNeedsBe() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> json.read("{\"name\":\"b\",\"ephemeral\":\"" + "x".repeat(1000) + "\"}"))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(120));
    }

    static List<StackSpec> specs() {
        return List.of(
                blue().build(),
                blue().link("vde0", "lan://a").build(),
                blue().link("vde1", "cmd://a \"b\" \\c", FakeDevice.MAC, 9000)
                        .link("vde0", "vxvde://")
                        .config("iface=vde1,ip=10.0.0.1/24")
                        .commands("ip route; ip addr")
                        .underlay("green")
                        .label("tenant", "acme")
                        .label("a b", "\"c\"")
                        .build(),
                blue().netns(Path.of("/run/netns/blue")).ephemeral().build());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void readsWhatItWrites(StackSpec spec) {
        assertThat(json.read(json.write(spec))).isEqualTo(spec);
    }

    @Test
    void writesNoMoreThanIsGiven() {
        assertThat(json.write(blue().build())).isEqualTo("{\"name\":\"blue\"}");
        assertThat(json.write(blue().link("vde0", "lan://a")
                        .label("b", "2")
                        .label("a", "1")
                        .build()))
                .isEqualTo("{\"name\":\"blue\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://a\"}],"
                        + "\"labels\":{\"a\":\"1\",\"b\":\"2\"}}");
    }

    @Test
    void readsTheLinksThatItWrites() {
        List<LinkSpec> links = List.of(
                new LinkSpec("vde0", "cmd://a \"b\" \\c", Optional.empty(), 0),
                new LinkSpec("vde1", "lan://b", Optional.of(FakeDevice.MAC), 9000));

        assertThat(StackJson.readLinks(StackJson.writeLinks(links))).isEqualTo(links);
        assertThat(StackJson.writeLinks(links.subList(1, 2)))
                .isEqualTo("[{\"name\":\"vde1\",\"network\":\"lan://b\",\"mac\":\"02:00:00:00:00:01\",\"mtu\":9000}]");
    }

    @Test
    void writesMapsInOrder() {
        assertThat(StackJson.writeMap(Map.of("b", "2", "a", "1", "c", "\u00e4\"")))
                .isEqualTo("{\"a\":\"1\",\"b\":\"2\",\"c\":\"\u00e4\\\"\"}");
        assertThat(StackJson.readMap("{\"a\":\"1\"}")).containsExactly(Map.entry("a", "1"));
    }
}

package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.MacAddress;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackJsonTest {
    @Test
    void readsAStackAsItIsCreatedOverRest() {
        StackSpec spec = StackJson.readStack("""
                {"name":"blue",
                 "links":[{"name":"vde0","network":"vxvde://239.1.2.3","mac":"02:00:00:00:00:01","mtu":1400},
                          {"name":"vde1","network":"lan://b"}],
                 "config":"ip=10.0.0.1/24",
                 "commands":"ip route",
                 "underlay":"green",
                 "labels":{"tenant":"acme"}}
                """);

        assertThat(spec)
                .isEqualTo(StackSpec.builder()
                        .name("blue")
                        .link("vde0", "vxvde://239.1.2.3", MacAddress.parse("02:00:00:00:00:01"), 1400)
                        .link("vde1", "lan://b")
                        .config("ip=10.0.0.1/24")
                        .commands("ip route")
                        .underlay("green")
                        .label("tenant", "acme")
                        .build());
    }

    @Test
    void readsTheShortForm() {
        assertThat(StackJson.readStack("{\"name\":\"blue\",\"network\":\"lan://a\"}"))
                .isEqualTo(
                        StackSpec.builder().name("blue").link("vde0", "lan://a").build());
        assertThat(StackJson.readStack("{\"name\":\"blue\"}").links()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                              | it must be an object",
                "{}                                              | /name: is missing",
                "{\"name\":7}                                    | /name: must be a string, not 7",
                "{\"name\":\"B\"}                                | stack name 'B'",
                "{\"name\":\"b\",\"netwrok\":\"x\"}              | /netwrok: is not known here; known are commands",
                "{\"name\":\"b\",\"network\":\"a://\",\"links\":[]} | /network: is short for one link",
                "{\"name\":\"b\",\"links\":{}}                   | /links: must be a list",
                "{\"name\":\"b\",\"links\":[7]}                  | /links/0: must be an object",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\"}]}   | /links/0/network: is missing",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":\"9\"}]} | /links/0/mtu: must be a whole number, not \"9\"",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":9.5}]} | /links/0/mtu: must be a whole number, not 9.5",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mtu\":9}]} | /links/0: MTU 9 of link v",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"mac\":\"x\"}]} | /links/0/mac:",
                "{\"name\":\"b\",\"links\":[{\"name\":\"v\",\"network\":\"a://\",\"ip\":\"x\"}]} | /links/0/ip: is not known here",
                "{\"name\":\"b\",\"labels\":{\"a/b~c\":1}}       | /labels/a~1b~0c: must be a string, not 1",
                "{\"name\":\"b\",\"config\":null}                | /config: must be a string, not null",
                "{\"name\":\"b\",\"name\":\"c\"}                 | line 1, column",
                "{\"name\":\"b\"} x                              | line 1, column",
                "{\"name\":                                      | line 1, column",
                "``                                              | it must be an object",
            })
    void saysWhereAndWhatIsWrong(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StackJson.readStack(text))
                .withMessageStartingWith(message);
    }

    @Test
    void readsTheLinksThatItWrites() {
        List<LinkSpec> links = List.of(
                new LinkSpec("vde0", "cmd://a \"b\" \\c", Optional.empty(), 0),
                new LinkSpec("vde1", "lan://b", Optional.of(FakeDevice.MAC), 9000));

        assertThat(StackJson.readLinks(StackJson.write(links))).isEqualTo(links);
        assertThat(StackJson.write(links.subList(1, 2)))
                .isEqualTo("[{\"name\":\"vde1\",\"network\":\"lan://b\",\"mac\":\"02:00:00:00:00:01\",\"mtu\":9000}]");
    }

    @Test
    void writesLabelsInOrder() {
        assertThat(StackJson.write(Map.of("b", "2", "a", "1", "c", "\u00e4\"")))
                .isEqualTo("{\"a\":\"1\",\"b\":\"2\",\"c\":\"\u00e4\\\"\"}");
        assertThat(StackJson.readLabels("{\"a\":\"1\"}")).containsExactly(Map.entry("a", "1"));
    }
}

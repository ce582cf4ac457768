package net.vdestack.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandNetworksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmd://id",
                "cmd://",
                "=id",
                "=",
                "vlan://3{cmd://id}",
                "vlan://3{=id}",
                "vlan://'{'{=id}",
                "vlan://\\{{=id}",
                "vlan://3/x=%7b{cmd://id}",
                "vlan://3{vlan://4{=sh -c '}'}}",
                "vlan://3{vlan://4[t=5]{cmd://\"{\"}}",
                "other://{=id}"
            })
    void areFound(String network) {
        assertThat(CommandNetworks.include(network)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "lan://a",
                "lan://cmd://id",
                "lan://=id",
                "vlan://3{lan://a}",
                "vlan://3'{=id}'",
                "vlan://3\\{=id}",
                "vlan://3{=id",
                "vlan://3{=id}x",
                "vlan://3{ cmd://id}",
                "vlan://3{\"cmd://id\"}",
                "CMD://id",
                "c%6dd://id",
                " =id"
            })
    void areNothingElse(String network) {
        assertThat(CommandNetworks.include(network)).isFalse();
    }

    @Test
    void areFoundHoweverDeep() {
        assertThat(CommandNetworks.include("vlan://3{".repeat(400) + "=id" + "}".repeat(400)))
                .isTrue();
    }
}

package net.vdestack.rest.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.vdestack.api.forwarding.spi.Locator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lan://",
                "vxvde://239.1.2.3/port=1",
                "=ssh host vde_plug",
                "=",
                "cmd://printf 'ü'",
                "x+y.z-1://here",
                "vlan://3{=id}"
            })
    void aNetworkIsWhatALocatorIs(String network) {
        assertThat(Locator.parse(network)).isNotNull();
        assertThat(Pattern.matches(Patterns.NETWORK, network)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lan", "lan:/a", "LAN://a", "1x://"})
    void andNothingElse(String network) {
        assertThat(Pattern.matches(Patterns.NETWORK, network)).isFalse();
    }
}

package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.FrameworkUtil;

class StackPropertiesTest {
    private static StackSpec.Builder blue() {
        return StackSpec.builder().name("blue");
    }

    static List<StackSpec> specs() {
        return List.of(
                blue().build(),
                blue().link("vde0", "lan://a").build(),
                blue().link("vde1", "lan://a").build(),
                blue().link("vde0", "lan://a", FakeDevice.MAC, 0).build(),
                blue().link("vde0", "lan://a", null, 9000).build(),
                blue().link("vde0", "lan://a").link("vde1", "vxvde://").build(),
                blue().config("ip=10.0.0.1/24").commands("ip route; ip addr").build(),
                blue().underlay("green").build(),
                blue().netns(Path.of("/run/netns/blue")).build(),
                blue().label("tenant", "acme").label("a b", "\"c\"").build());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void areReadAsTheyWereWritten(StackSpec spec) {
        assertThat(StackProperties.read("blue", StackProperties.write(spec))).isEqualTo(spec);
    }

    @Test
    void areAsShortAsCanBe() {
        assertThat(FrameworkUtil.asMap(
                        StackProperties.write(blue().link("vde0", "lan://a").build())))
                .isEqualTo(Map.of("network", "lan://a"));
    }

    @Test
    void thoseOfTheFrameworkArePassedOver() {
        Dictionary<String, Object> properties = properties(Map.of(
                "service.pid",
                "net.vdestack.stack~blue",
                "felix.fileinstall.filename",
                "x",
                ":configurator:version",
                1,
                ".secret",
                true,
                "network",
                "lan://a"));

        assertThat(StackProperties.read("blue", properties))
                .isEqualTo(blue().link("vde0", "lan://a").build());
    }

    private static Dictionary<String, Object> properties(Map<String, Object> properties) {
        return FrameworkUtil.asDictionary(properties);
    }

    private static void assertRefused(Map<String, Object> properties, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StackProperties.read("blue", properties(properties)))
                .withMessageContaining(message);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertRefused(Map.of("netwrok", "lan://a"), "property netwrok 'lan://a': is not known; known are commands");
        assertRefused(Map.of("network", 7), "property network '7': must be a string");
        assertRefused(Map.of("network", " "), "property network ' ': network of link vde0 is empty");
        assertRefused(Map.of("network", "lan://a", "links", "[]"), "property network 'lan://a': is short for one link");
        assertRefused(
                Map.of("links", "[{\"name\":\"v\"}]"), "property links '[{\"name\":\"v\"}]': /0/network: is missing");
        assertRefused(Map.of("links", "["), "property links '[': line 1, column");
        assertRefused(Map.of("labels", "[]"), "property labels '[]': it must be an object");
        assertRefused(Map.of("underlay", "blue"), "underlay 'blue': a stack cannot be its own underlay");
        assertRefused(Map.of("underlay", 7), "property underlay '7': must be a string");
        assertRefused(Map.of("netns", "\0"), "property netns '\0'");
    }
}

package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.stack.StackIdentity;
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
        assertThat(StackProperties.read("blue", properties(StackProperties.write(spec))))
                .isEqualTo(spec);
    }

    @Test
    void areAsShortAsCanBe() {
        assertThat(StackProperties.write(blue().link("vde0", "lan://a").build()))
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
        assertRefused(Map.of("labels", "[]"), "property labels '[]': must be an object");
        assertRefused(Map.of("underlay", "blue"), "underlay 'blue': a stack cannot be its own underlay");
        assertRefused(Map.of("underlay", 7), "property underlay '7': must be a string");
        assertRefused(Map.of("netns", "\0"), "property netns '\0'");
    }

    private static final StackIdentity IDENTITY = new StackIdentity(
            UUID.fromString("9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11"),
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Map.of("vde0", FakeDevice.MAC));

    @Test
    void tellWhatAStackKeeps() {
        Map<String, Object> written = StackProperties.write(IDENTITY);

        assertThat(written)
                .isEqualTo(Map.of(
                        "uid",
                        "9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11",
                        "created",
                        "2026-01-02T03:04:05.678Z",
                        "macs",
                        "{\"vde0\":\"02:00:00:00:00:01\"}"));
        assertThat(StackProperties.readIdentity("blue", properties(written))).isEqualTo(IDENTITY);
        assertThat(StackProperties.read("blue", properties(written))).isEqualTo(blue().build());
    }

    @Test
    void whatIsMissingOrNoGoodOfAnIdentityIsMadeAnew() {
        StackIdentity anew = StackProperties.readIdentity("blue", properties(Map.of()));
        assertThat(anew.uid()).isNotEqualTo(IDENTITY.uid());
        assertThat(anew.createdAt()).isAfter(IDENTITY.createdAt());
        assertThat(anew.macs()).isEmpty();

        Map<String, Object> bad = Map.of("uid", 7, "created", "yesterday", "macs", "{\"vde0\":\"ff:ff:ff:ff:ff:ff\"}");
        StackIdentity mended = StackProperties.readIdentity("blue", properties(bad));
        assertThat(mended.createdAt()).isAfter(IDENTITY.createdAt());
        assertThat(mended.macs()).isEmpty();

        Map<String, Object> partly = new HashMap<>(StackProperties.write(IDENTITY));
        partly.put("uid", "x");
        assertThat(StackProperties.readIdentity("blue", properties(partly)).macs())
                .isEqualTo(IDENTITY.macs());
    }

    @Test
    void anIdentityIsAddedToWhatIsThere() {
        Map<String, Object> made = Map.of("links", "[ ]", "service.pid", "p", "macs", "{}");

        Map<String, Object> changed = StackProperties.withIdentity(properties(made), IDENTITY);

        assertThat(changed).containsAllEntriesOf(StackProperties.write(IDENTITY));
        assertThat(changed).containsEntry("links", "[ ]").containsEntry("service.pid", "p");
        assertThat(StackProperties.withIdentity(properties(changed), IDENTITY)).isNull();
    }
}

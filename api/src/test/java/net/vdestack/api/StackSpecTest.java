package net.vdestack.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackSpecTest {
    private static final String LONGEST_NAME = "a-23456789b-23456789c-23456789d-23456789e-23456789f-23456789xyz";
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");

    @Test
    void builderDefaultsToALoopbackStackWithAGeneratedName() {
        StackSpec spec = StackSpec.builder().build();

        assertThat(spec)
                .isEqualTo(new StackSpec(
                        spec.name(), List.of(), "", "", Optional.empty(), Optional.empty(), Map.of(), false));
    }

    @Test
    void generatedNamesDiffer() {
        StackSpec.Builder builder = StackSpec.builder();

        assertThat(builder.build().name()).isNotEqualTo(builder.build().name());
    }

    @Test
    void builderTakesAll() {
        StackSpec spec = StackSpec.builder()
                .name("blue")
                .link("vde0", "lan://a")
                .link("vde1", "lan://b", MAC, 1400)
                .config("eth")
                .commands("true")
                .underlay("green")
                .netns(Path.of("/run/netns/x"))
                .label("k", "v")
                .label("l", "w")
                .ephemeral()
                .build();

        assertThat(spec)
                .isEqualTo(new StackSpec(
                        "blue",
                        List.of(
                                new LinkSpec("vde0", "lan://a", Optional.empty(), 0),
                                new LinkSpec("vde1", "lan://b", Optional.of(MAC), 1400)),
                        "eth",
                        "true",
                        Optional.of("green"),
                        Optional.of(Path.of("/run/netns/x")),
                        Map.of("k", "v", "l", "w"),
                        true));
    }

    @Test
    void builderUsedAgainLeavesEarlierSpecificationsAlone() {
        StackSpec.Builder builder = StackSpec.builder().name("blue").link("vde0", "lan://a");
        StackSpec first = builder.build();

        builder.link("vde1", "lan://b").label("k", "v").config("eth").build();

        assertThat(first.links()).extracting(LinkSpec::name).containsExactly("vde0");
        assertThat(first.labels()).isEmpty();
        assertThat(first.config()).isEmpty();
    }

    @Test
    void keepsCollectionsOfItsOwn() {
        List<LinkSpec> links = new ArrayList<>();
        Map<String, String> labels = new HashMap<>();
        StackSpec spec = new StackSpec("blue", links, "", "", Optional.empty(), Optional.empty(), labels, false);

        links.add(new LinkSpec("vde0", "lan://a", Optional.empty(), 0));
        labels.put("k", "v");

        assertThat(spec.links()).isEmpty();
        assertThat(spec.labels()).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> spec.links().add(links.get(0)));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> spec.labels().put("k", "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "blue", "blue-2", "a--b", LONGEST_NAME})
    void takesDnsLabelAsName(String name) {
        assertThat(StackSpec.builder().name(name).build().name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-a",
                "a-",
                "Blue",
                "a_b",
                "a.b",
                "a b",
                "a/b",
                "..",
                "blau\n",
                "grün",
                LONGEST_NAME + "d"
            })
    void refusesNameThatIsNoDnsLabel(String name) {
        StackSpec.Builder builder = StackSpec.builder().name(name);

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Green", "a.b", "blue"})
    void refusesUnderlayThatCannotBeAnotherStack(String underlay) {
        StackSpec.Builder builder = StackSpec.builder().name("blue").underlay(underlay);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("underlay '" + underlay + "'");
    }

    @Test
    void refusesTwoLinksOfOneName() {
        StackSpec.Builder builder = StackSpec.builder()
                .link("vde0", "lan://a")
                .link("vde1", "lan://a")
                .link("vde0", "lan://b");

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("'vde0'");
    }

    @Test
    void givesOneLinkAnotherNetwork() {
        StackSpec.Builder builder =
                StackSpec.builder().name("blue").config("eth").label("k", "v");
        StackSpec spec = builder.link("vde0", "lan://a")
                .link("vde1", "lan://b", MAC, 1400)
                .build();

        StackSpec changed = spec.withNetwork("vde1", "lan://c");

        assertThat(changed)
                .isEqualTo(StackSpec.builder()
                        .name("blue")
                        .config("eth")
                        .label("k", "v")
                        .link("vde0", "lan://a")
                        .link("vde1", "lan://c", MAC, 1400)
                        .build());
        assertThat(spec.links().get(1).network()).isEqualTo("lan://b");
    }

    @Test
    void givesAnAbsentLinkNoNetwork() {
        StackSpec spec =
                StackSpec.builder().name("blue").link("vde0", "lan://a").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.withNetwork("vde1", "lan://b"))
                .withMessageContaining("'vde1'");
    }

    @Test
    void takesAnotherConfiguration() {
        StackSpec spec =
                StackSpec.builder().name("blue").commands("true").config("eth").build();

        StackSpec changed = spec.withConfig("ip=10.0.0.1");

        assertThat(changed)
                .isEqualTo(StackSpec.builder()
                        .name("blue")
                        .commands("true")
                        .config("ip=10.0.0.1")
                        .build());
        assertThat(spec.config()).isEqualTo("eth");
    }
}

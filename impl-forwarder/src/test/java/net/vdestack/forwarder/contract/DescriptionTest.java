package net.vdestack.forwarder.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each provider says of its parameters is what it does. */
class DescriptionTest {
    /** Locators with a place for a parameter. */
    private static final Map<String, String> WITH_PARAMETERS = Map.of(
            "vxvde", "239.1.2.3/%s",
            "vxlan", "239.1.2.3/%s",
            "vlan", "3/%s{null://}",
            "vde", "/tmp/sw[%s]",
            "switch", "/tmp/sw[%s]",
            "hub", "/tmp/sw[%s]",
            "ptp", "/tmp/cable[%s]");

    private static final Pattern KNOWN = Pattern.compile("known are \\[(.*)]$", Pattern.DOTALL);

    private static Map<String, ForwarderProvider> providers() {
        Map<String, ForwarderProvider> providers = new TreeMap<>();
        ServiceLoader.load(ForwarderProvider.class).forEach(each -> providers.put(each.scheme(), each));
        return providers;
    }

    private static IllegalArgumentException refusal(String scheme, String specific) {
        ForwarderProvider provider = providers().get(scheme);
        return catchThrowableOfType(
                IllegalArgumentException.class, () -> provider.mtu(new Locator(scheme, specific), new LocalUnderlay()));
    }

    @Test
    void everyProviderTellsWhatItTakes() {
        List<String> telling = new ArrayList<>();
        providers().forEach((scheme, provider) -> {
            if (!provider.parameters().isEmpty()) {
                telling.add(scheme);
            }
        });

        assertThat(providers())
                .containsOnlyKeys(
                        "cmd", "hub", "lan", "macvtap", "null", "ptp", "switch", "tap", "udp", "vde", "vlan", "vxlan",
                        "vxvde");
        assertThat(telling).containsExactlyInAnyOrderElementsOf(WITH_PARAMETERS.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vxvde", "vxlan", "vlan", "vde", "switch", "hub", "ptp"})
    void takesWhatItTells(String scheme) {
        List<String> told = LocatorParameter.keys(providers().get(scheme).parameters());
        // vde takes a word alone for the name of a group of ports
        String unknown = WITH_PARAMETERS.get(scheme).formatted("zzz=1");

        Matcher known = KNOWN.matcher(refusal(scheme, unknown).getMessage());

        assertThat(known.find()).isTrue();
        assertThat(known.group(1).split(", ", -1)).containsExactlyInAnyOrderElementsOf(told);
        assertThat(told).doesNotHaveDuplicates();
    }

    /** What counts if nothing is given can be given. */
    @ParameterizedTest
    @ValueSource(strings = {"vlan", "vde", "switch", "hub"})
    void takesTheDefaultsItTells(String scheme) throws Exception {
        ForwarderProvider provider = providers().get(scheme);
        List<String> defaults = new ArrayList<>();
        for (LocatorParameter parameter : provider.parameters()) {
            parameter.absent().ifPresent(value -> defaults.add(parameter.name() + "=" + value));
        }

        assertThat(defaults).isNotEmpty();
        Locator locator = new Locator(scheme, WITH_PARAMETERS.get(scheme).formatted(String.join("/", defaults)));
        assertThat(provider.mtu(locator, new LocalUnderlay())).isEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null://zzz", "lan://a/zzz", "tap://a/zzz", "macvtap://a/zzz", "udp://1->[::1]:2/zzz"})
    void takesNoneWhereItTellsNone(String locator) {
        Locator parsed = Locator.parse(locator);

        assertThat(refusal(parsed.scheme(), parsed.specific())).isNotNull();
    }

    @Test
    void commandsAreNotAvailableUnlessAllowed() {
        assertThat(System.getProperty("net.vdestack.cmd")).isNull();
        assertThat(providers().get("cmd").obstacle().orElseThrow()).contains("net.vdestack.cmd=allow");
        assertThat(providers().get("lan").obstacle()).isEmpty();
    }
}

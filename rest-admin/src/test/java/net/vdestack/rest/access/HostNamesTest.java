package net.vdestack.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names = new HostNames(List.of("Stacks.Example", "192.0.2.7", "2001:db8::7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8181",
                "127.0.0.1:8181",
                "[::1]:8181",
                "stacks.example",
                "stacks.EXAMPLE:443",
                "192.0.2.7:8443",
                "[2001:db8::7]",
                "[2001:DB8::7]:8443",
                "[2001:db8:0:0:0:0:0:7]",
                "[0:0:0:0:0:0:0:1]:8181"
            })
    void includeLoopbackAndWhatIsConfigured(String host) {
        assertThat(names.include(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.2",
                "localhost:",
                "localhost:port",
                "localhost/",
                "localhost@evil.example",
                "[::1",
                "::1",
                "[::2]",
                "[::1::]",
                "stacks.example.",
                "a b",
                "localhost:8181:8181"
            })
    void includeNothingElse(String host) {
        assertThat(names.include(host)).isFalse();
    }

    @Test
    void doNotIncludeNone() {
        assertThat(names.include(null)).isFalse();
    }

    @Test
    void tellAPageOfThisServerFromOthers() {
        assertThat(HostNames.isSame("http://localhost:8181", "localhost:8181")).isTrue();
        assertThat(HostNames.isSame("https://stacks.example", "Stacks.example")).isTrue();
        assertThat(HostNames.isSame("http://localhost:9000", "localhost:8181")).isFalse();
        assertThat(HostNames.isSame("null", "localhost:8181")).isFalse();
        assertThat(HostNames.isSame("file://localhost:8181", "localhost:8181")).isFalse();
    }
}

package net.vdestack.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    private static final String HOME = System.getProperty("java.home");

    private static Options options(String kinds, String cases, String jdks) throws IOException {
        return Options.parse("kinds=" + kinds, "cases=" + cases, "rounds=3", "jdks=" + jdks, "out=/tmp/x", "quick=");
    }

    @Test
    void withoutAWordItIsEverythingCommon() throws Exception {
        Options options = options("", "", HOME);
        assertThat(options.wants("tcp")).isTrue();
        assertThat(options.selects("vxvde-v4-1-cubic", true)).isTrue();
        assertThat(options.selects("vxvde-v6-4-bbr", false)).isFalse();
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.quick()).isFalse();
        assertThat(options.jdks()).extracting(jdk -> jdk.home().toString()).containsExactly(HOME);
    }

    @Test
    void aCaseIsTheBeginningOfAName() throws Exception {
        Options options = options("tcp,udp", "vxvde-v6,lan", HOME);
        assertThat(options.wants("rtt")).isFalse();
        assertThat(options.selects("vxvde-v6-4-bbr", false)).isTrue();
        assertThat(options.selects("lan-udp64", true)).isTrue();
        assertThat(options.selects("vxvde-v4-1-cubic", true)).isFalse();
        assertThat(options.selects("vxvde-v61-1-cubic", true)).isFalse();
    }

    @Test
    void whatIsNoJdkIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> options("", "", folder.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'" + folder + "' is no JDK");
    }
}

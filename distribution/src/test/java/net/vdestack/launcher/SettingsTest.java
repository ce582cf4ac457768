package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Map<String, String> KNOWN =
            Map.of("vdestack.data", "/var/lib/vde$tack", "vdestack.home", "/opt");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("config.properties");
    }

    @Test
    void areNoneWithoutAFile() throws Exception {
        assertThat(Settings.read(file, KNOWN)).isEmpty();
    }

    @Test
    void haveVariables() throws Exception {
        Files.writeString(file, "a = ${vdestack.data}/${vdestack.home}\\u002fx\n#b = ${nothing}\nc=grün $ {}");

        assertThat(Settings.read(file, KNOWN))
                .containsOnly(Map.entry("a", "/var/lib/vde$tack//opt/x"), Map.entry("c", "grün $ {}"));
    }

    @Test
    void refuseAnUnknownVariable() throws Exception {
        Files.writeString(file, "a = ${vdestack.date}");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> Settings.read(file, KNOWN))
                .withMessageContainingAll(file.toString(), "${vdestack.date}");
    }

    @Test
    void nameTheFileThatIsMalformed() throws Exception {
        Files.writeString(file, "a = \\u00zz");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> Settings.read(file, KNOWN))
                .withMessageContainingAll(file.toString(), "encoding");
    }
}

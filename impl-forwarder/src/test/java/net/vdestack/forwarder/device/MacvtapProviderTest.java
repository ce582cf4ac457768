package net.vdestack.forwarder.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacvtapProviderTest {
    private static final String RELEASE = "6.1.0";

    @TempDir
    private Path root;

    @Test
    void saysThatTheKernelHasNone() {
        assertThat(MacvtapProvider.obstacle(root, RELEASE).orElseThrow()).contains("modprobe macvtap");
    }

    @Test
    void isThereOnceLoaded() throws Exception {
        Files.createDirectories(root.resolve("sys/class/macvtap"));

        assertThat(MacvtapProvider.obstacle(root, RELEASE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"modules.dep", "modules.builtin"})
    void isThereIfItCanBeLoaded(String list) throws Exception {
        Path modules = Files.createDirectories(root.resolve("lib/modules").resolve(RELEASE));
        Files.writeString(
                modules.resolve(list), "kernel/drivers/net/macvtap.ko.xz: kernel/drivers/net/macvlan.ko.xz\n");

        assertThat(MacvtapProvider.obstacle(root, RELEASE)).isEmpty();
    }
}

package net.vdestack.linux.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void readsTheKernelsSettingsToTheirEnd() throws IOException {
        // read by lines, which asks for all of it at once
        String most =
                Files.readAllLines(Path.of("/proc/sys/kernel/threads-max")).get(0);

        assertThat(most).hasSizeGreaterThan(1);
        assertThat(new Machine(Path.of("/")).setting("kernel.threads-max")).contains(most);
    }
}

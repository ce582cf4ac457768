package net.vdestack.linux.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.Preflight;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.Preflight.Status;
import org.junit.jupiter.api.Test;

class MachinePreflightIT {
    private static long files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void rootCanRunStacksHere() {
        List<Check> checks = NetworkStacks.preflight().checks();

        assertThat(checks).extracting(Check::name).doesNotHaveDuplicates().contains("mode", "tun", "tools");
        assertThat(checks)
                .allSatisfy(
                        check -> assertThat(check.status()).as(check.toString()).isNotEqualTo(Status.FAIL));
        for (String name : List.of("network-namespaces", "tun", "process-descriptors", "connection-resets", "tools")) {
            assertThat(FakeMachine.named(name, checks).status()).as(name).isEqualTo(Status.PASS);
        }
    }

    @Test
    void leavesNothing() throws Exception {
        Preflight preflight = NetworkStacks.preflight();
        preflight.checks();
        long before = files();

        for (int i = 0; i < 10; i++) {
            preflight.checks();
        }

        assertThat(files()).isLessThanOrEqualTo(before);
    }

    @Test
    void namesMissingTools() {
        assertThat(MachinePreflight.tools(List.of("nsenter", "setpriv")).detail())
                .contains("nsenter, setpriv");
        assertThat(MachinePreflight.tools(List.of("nsenter")).status()).isEqualTo(Status.WARN);
    }
}

package net.vdestack.linux.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadingIT {
    /** What a JVM prints whose JNA has a file system of its own for the library it unpacks. */
    private static List<String> output(Path folder, String mountOptions) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"",
                        "sh",
                        mountOptions,
                        folder.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djna.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadingProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String printed = new String(jvm.getInputStream().readAllBytes(), UTF_8);
            assertThat(jvm.waitFor()).as(printed).isZero();
            return printed.lines().toList();
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void succeedsWhereFilesCanBeExecuted(@TempDir Path folder) throws Exception {
        assertThat(output(folder, "exec")).containsExactly("loaded", "loaded");
    }

    @Test
    void saysWhyNotAndWhatHelps(@TempDir Path folder) throws Exception {
        assertThat(output(folder, "noexec"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("cannot load JNA's native library: java.lang.UnsatisfiedLinkError: " + folder)
                        .contains("failed to map segment")
                        .endsWith("; give it a folder that is writable and not mounted noexec with -Djna.tmpdir"));
    }
}

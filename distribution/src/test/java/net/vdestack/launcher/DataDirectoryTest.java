package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    @TempDir
    private Path scratch;

    private Path path;

    @BeforeEach
    void name() {
        path = scratch.resolve("some").resolve("data");
    }

    private void make(String permissions) throws Exception {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void isMadeForItsOwnerAlone() throws Exception {
        try (DataDirectory data = DataDirectory.open(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
            assertThat(path.resolve("lock")).hasContent(ProcessHandle.current().pid() + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxr-xr-x"})
    void mayBeThere(String permissions) throws Exception {
        make(permissions);

        DataDirectory.open(path).close();

        assertThat(path.resolve("lock")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void isRefusedIfOthersMayWrite(String permissions) throws Exception {
        make(permissions);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> DataDirectory.open(path))
                .withMessageContainingAll(permissions, "chmod 700 " + path);
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void followsNoLinkForItsLock() throws Exception {
        make("rwx------");
        Path precious = Files.writeString(scratch.resolve("precious"), "kept");
        Files.createSymbolicLink(path.resolve("lock"), precious);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> DataDirectory.open(path))
                .withMessageContaining(path.resolve("lock") + " is a symbolic link");
        assertThat(precious).hasContent("kept");
    }

    @Test
    void removesLinksAndNotWhatTheyLeadTo() throws Exception {
        try (DataDirectory data = DataDirectory.open(path)) {
            Path kept = Files.writeString(path.resolve("kept"), "kept");
            Path inside = Files.createDirectories(path.resolve("cache").resolve("bundle1"));
            Files.createSymbolicLink(inside.resolve("file"), kept);
            Files.createSymbolicLink(inside.resolve("directory"), scratch);
            Files.createSymbolicLink(inside.resolve("dangling"), path.resolve("absent"));

            data.remove("cache");
            data.remove("absent");

            assertThat(path.resolve("cache")).doesNotExist();
            assertThat(kept).hasContent("kept");
        }
    }
}

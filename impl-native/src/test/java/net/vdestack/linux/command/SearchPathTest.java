package net.vdestack.linux.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
    @TempDir
    private Path directory;

    @Test
    void findsNameInFixedPath() throws Exception {
        assertThat(SearchPath.find("sh")).matches("/(usr/)?bin/sh");
    }

    @Test
    void takesNameWithSlashAsItIs() throws Exception {
        assertThat(SearchPath.find("/bin/sh")).isEqualTo("/bin/sh");
    }

    @Test
    void namesThePathOfWhatIsNotThere() {
        refuses("frobnicate", "frobnicate: not found in /usr/local/sbin:/usr/local/bin:");
        refuses("/nonexistent/x", "/nonexistent/x: no such file");
    }

    @Test
    void refusesWhatIsNoProgram() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "no program");

        refuses(text.toString(), text + ": not executable");
        refuses(directory.toString(), directory + ": not a regular file");
        refuses("", ": not found in ");
        refuses("..", "..: not found in ");
    }

    private static void refuses(String name, String message) {
        assertThatExceptionOfType(SearchPath.NotFoundException.class)
                .isThrownBy(() -> SearchPath.find(name))
                .withMessageStartingWith(message);
    }
}

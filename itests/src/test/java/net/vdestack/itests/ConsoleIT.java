package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console as an operator meets it: {@code bin/vdestack --console}. */
@Timeout(120)
class ConsoleIT {
    private static Distribution distribution;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void unpack() throws IOException {
        distribution = Distribution.unpack();
    }

    @AfterAll
    static void remove() throws IOException {
        distribution.close();
    }

    private Subprocess start(String... options) throws IOException {
        // who runs the tests in the background of a shell has them, and all that they start, ignore SIGINT
        List<String> command = distribution.command(
                List.of("env", "--default-signal=INT"),
                "--port",
                "0",
                "--no-demo",
                "--data",
                scratch.resolve("data").toString());
        command.addAll(List.of(options));
        return Subprocess.start(command);
    }

    private static void type(Subprocess platform, String line) throws IOException {
        platform.input().write((line + "\n").getBytes(UTF_8));
        platform.input().flush();
    }

    /** Reads its output up to something. */
    private static String until(Subprocess platform, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int octet = platform.output().read();
            if (octet < 0) {
                throw new AssertionError(platform + " ended before it wrote '" + end + "'; it wrote " + read);
            }
            read.append((char) octet);
        }
        return read.toString();
    }

    @Test
    void takesCommandsOnceItIsReady() throws Exception {
        try (Subprocess platform = start("--console")) {
            // waits for the console, as what comes from a pipe does
            type(platform, "stack:create --config 'eth,ip=10.0.0.1/24' blue lan://demo");
            assertThat(platform.line()).startsWith("READY http://127.0.0.1:");
            assertThat(until(platform, "10.0.0.1/24\nvdestack> ")).startsWith("vdestack> NAME  STATE");

            type(platform, "stack:run blue 'ip route; false'");
            assertThat(until(platform, "vdestack> ")).startsWith("10.0.0.0/24 dev vde0");
            assertThat(platform.errors()).endsWith("\n'false' ended with exit code 1\n");

            type(platform, "stack:delete blue");
            type(platform, "stack:list");
            assertThat(until(platform, "ERROR\n")).isEqualTo("vdestack> NAME  STATE  NETWORKS  ADDRESSES  ERROR\n");

            type(platform, "exit");
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors()).doesNotContain("WARN", "ERROR", "\tat ");
        }
    }

    @Test
    void isInterruptedAndToldToEnd() throws Exception {
        try (Subprocess platform = start("--console")) {
            type(platform, "stack:create blue");
            until(platform, "blue");
            type(platform, "stack:run blue 'echo begun; sleep 1000'");
            until(platform, "begun\n");

            platform.signal("INT");

            assertThat(until(platform, "vdestack> ")).isEqualTo("vdestack> ");
            type(platform, "stack:list");
            until(platform, "blue");
            until(platform, "vdestack> ");

            platform.signal("INT");

            until(platform, "(exit, or Ctrl-D, ends the platform)\nvdestack> ");
            platform.signal("TERM");
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors()).doesNotContain("WARN", "ERROR", "\tat ");
        }
    }

    /** With the api go the commands, and the terminal itself; what has been typed meanwhile is not lost. */
    @Test
    @OneJdk
    void isBackWhenTheApiIsAndEndsWithItsInput() throws Exception {
        try (Subprocess platform = start("--console")) {
            type(platform, "stack:create blue");
            until(platform, "blue");
            type(platform, "felix:lb -s | grep net.vdestack.api");
            until(platform, "vdestack> ");
            String bundle = until(platform, "|").replace("|", "").strip();

            type(platform, "felix:refresh " + bundle);
            until(platform, "vdestack> vdestack> ");
            Await.until("the stack", () -> {
                type(platform, "stack:list");
                return until(platform, "vdestack> ").contains("blue  UP");
            });

            platform.input().close();

            assertThat(platform.exitCode()).isZero();
        }
    }

    /** Standard input belongs to nobody without the option; a service has none. */
    @Test
    @OneJdk
    void isNotThereUnlessAskedFor() throws Exception {
        try (Subprocess platform = start()) {
            assertThat(platform.line()).startsWith("READY ");
            type(platform, "exit");
            platform.input().close();

            platform.signal("TERM");

            assertThat(platform.output().readAllBytes()).isEmpty();
            assertThat(platform.exitCode()).isZero();
        }
    }
}

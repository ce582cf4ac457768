package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client {@code bin/vdestackctl} with a platform that runs, as people call it. */
@Timeout(120)
class ControlIT {
    private static final byte[] PCAPNG = {0x0a, 0x0d, 0x0d, 0x0a};

    @TempDir
    private static Path scratch;

    private static Distribution distribution;
    private static Subprocess platform;
    private static String url;
    /** Somewhere else, as in a directory of the {@code PATH}. */
    private static Path program;

    /** What came of a call. */
    private record Result(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        distribution = Distribution.unpack();
        // with its data where the client looks for the token
        platform = Subprocess.startLasting(distribution.command(List.of(), "--port", "0"));
        url = platform.line().substring("READY ".length());
        program = Files.createSymbolicLink(
                scratch.resolve("vdestackctl"), distribution.home().resolve("bin/vdestackctl"));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            platform.close();
        } finally {
            distribution.close();
        }
    }

    private static Subprocess begin(List<String> variables, String... words) throws IOException {
        List<String> argv =
                new ArrayList<>(List.of("env", "-C", "/", "-u", "VDESTACK_TOKEN", "-u", "VDESTACK_TOKEN_FILE"));
        argv.addAll(List.of("JAVA_HOME=" + System.getProperty("java.home"), "VDESTACK_SERVER=" + url));
        argv.addAll(variables);
        argv.add(program.toString());
        argv.addAll(List.of(words));
        return Subprocess.start(argv);
    }

    private static Subprocess begin(String... words) throws IOException {
        return begin(List.of(), words);
    }

    private static Result call(List<String> variables, String... words) throws IOException {
        try (Subprocess call = begin(variables, words)) {
            String out = new String(call.output().readAllBytes(), UTF_8);
            return new Result(call.exitCode(), out, call.errors());
        }
    }

    private static String succeed(String... words) throws IOException {
        Result result = call(List.of(), words);
        assertThat(result.exitCode()).as(Arrays.toString(words) + ": " + result).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    @Test
    @OneJdk
    void leadsAStackThroughItsLife() throws Exception {
        assertThat(succeed("create", "blue", "--network", "lan://a", "--config", "eth,ip=10.9.0.1/24", "-l", "x=y"))
                .matches("NAME .*\nblue  UP     lan://a  10\\.9\\.0\\.1/24  [0-9]+s\n");

        assertThat(succeed("swap", "blue", "lan://b")).contains("vde0  lan://b  CONNECTED");
        assertThat(succeed("config", "blue", "eth,ip=10.9.0.2/24"))
                .contains("10.9.0.2/24")
                .doesNotContain("10.9.0.1");
        assertThat(succeed("list")).contains("alice  UP ", "blue   UP     lan://b     10.9.0.2/24", "bob    UP ");
        assertThat(succeed("sockets", "alice")).containsPattern("tcp +LISTEN .*:80 ");
        Path spec = Files.writeString(scratch.resolve("blue.json"), succeed("show", "blue", "--spec"));
        assertThat(spec).content().contains("\"lan://b\"", "\"x\" : \"y\"");

        assertThat(succeed("delete", "blue")).isEqualTo("blue\n");
        assertThat(succeed("apply", "-f", spec.toString())).contains("blue  UP ");
    }

    @Test
    void runsACommandWithItsOutputAsItComes() throws Exception {
        Path answer = scratch.resolve("answer");
        String script = "echo question; while [ ! -e " + answer + " ]; do sleep 0.01; done; echo late >&2; exit 7";

        try (Subprocess run = begin("run", "alice", "--", "sh", "-c", script)) {
            assertThat(run.line()).isEqualTo("question");
            Files.createFile(answer);
            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(run.errors()).isEqualTo("late\n");
        }
    }

    @Test
    void endsACommandWithItself() throws Exception {
        String seconds = "3600." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);

        try (Subprocess run = begin("run", "alice", "--timeout", "3600", "--", "sleep", seconds)) {
            Await.until("the command", () -> isRunning(seconds));
            run.signal("TERM");
            assertThat(run.exitCode()).isEqualTo(143);
        }

        Await.until("its end", () -> !isRunning(seconds));
    }

    private static boolean isRunning(String seconds) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .arguments()
                        .map(words -> words.length == 1 && words[0].equals(seconds))
                        .orElse(false));
    }

    @Test
    void watches() throws Exception {
        Path frames = scratch.resolve("alice.pcapng");
        try (Subprocess capture = begin("capture", "alice", "--packets", "2", "-w", frames.toString());
                Subprocess stats = begin("stats", "alice", "-f", "--interval", "100ms")) {
            Await.until("the capture", () -> Files.exists(frames) && Files.size(frames) > 0);
            Result run = call(List.of(), "run", "alice", "-c", "ping -c 2 -i 0.1 10.1.0.2; vdestack-no-such");

            assertThat(run.exitCode()).as(run.toString()).isEqualTo(127);
            assertThat(run.out()).contains("2 received");
            assertThat(run.err()).startsWith("vdestack-no-such: not found").endsWith("\n");
            assertThat(capture.exitCode()).as(capture.toString()).isZero();
            assertThat(stats.line()).matches("\\S+Z alice/vde0 receiving [0-9.]+ \\S+ [0-9]+ frames/s, sending .*");
        }
        assertThat(Arrays.copyOf(Files.readAllBytes(frames), PCAPNG.length)).isEqualTo(PCAPNG);
        assertThat(succeed("events", "alice", "--all", "--count", "3").lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" stack alice STARTING"),
                        line -> assertThat(line).endsWith(" link alice/vde0 lan CONNECTED"),
                        line -> assertThat(line).endsWith(" stack alice UP"));
    }

    @Test
    @OneJdk
    void saysWhyItIsNotLetIn() throws Exception {
        Result stranger = call(List.of("VDESTACK_TOKEN=wrong"), "list");
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.err()).contains("does not know the token of the variable VDESTACK_TOKEN", "--token-file");
    }

    @Test
    @OneJdk
    void completesItsCommandsInBash() throws Exception {
        Path script = Files.writeString(scratch.resolve("completion"), succeed("completion", "bash"));

        Subprocess.run("bash", "-n", script.toString());
        assertThat(completions(script, "vdestackctl", "s")).contains("show", "swap", "stats", "status", "sockets");
        assertThat(completions(script, "vdestackctl", "capture", "--p")).containsExactly("--packets");
    }

    /** For the last of the words. */
    private static List<String> completions(Path script, String... words) throws IOException {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _complete_vdestackctl; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return Subprocess.run("bash", "-c", line).lines().map(String::strip).toList();
    }
}

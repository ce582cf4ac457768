package net.vdestack.linux.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandListener;
import net.vdestack.api.CommandResult;
import net.vdestack.api.CommandResult.Result;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommandsIT {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static LocalNamespaces namespaces;

    private final Sleep first = new Sleep();
    private final Sleep second = new Sleep();
    private Namespace namespace;
    private Commands commands;

    /** A sleep(1) that no one else has, so that it can be found on the whole machine. */
    private record Sleep(String seconds) {
        Sleep() {
            this("3600." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000));
        }

        /** Detached in every way known: a new session, an orphan, no environment, none of our files. */
        String asDaemon() {
            return "env -i sh -c '(setsid sleep " + seconds + " </dev/null >/dev/null 2>&1 &)'";
        }

        boolean isAlive() {
            return ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info()
                            .arguments()
                            .map(words -> words.length == 1 && words[0].equals(seconds))
                            .orElse(false));
        }

        void awaitBirth() {
            await(this::isAlive, "sleep " + seconds);
        }

        void awaitDeath() {
            await(() -> !isAlive(), "end of sleep " + seconds);
        }
    }

    @BeforeAll
    static void openNamespaces() throws IOException {
        namespaces = LocalNamespaces.open();
    }

    @AfterAll
    static void closeNamespaces() {
        namespaces.close();
    }

    @BeforeEach
    void openNamespace() throws IOException {
        namespace = namespaces.create("test");
        commands = new Commands("test", namespace, namespaces.host());
    }

    @AfterEach
    void closeNamespace() {
        commands.close();
        namespace.close();
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait for " + what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private CommandResult run(String line) throws IOException {
        return commands.run(CommandLine.parse(line), null);
    }

    private String output(String line) throws IOException {
        CommandResult result = run(line);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result.results().get(result.results().size() - 1).stdout();
    }

    @Test
    void runsCommandsInOrderUntilOneFails() throws Exception {
        CommandResult result = run("echo one; sh -c 'echo two; echo three >&2; exit 77'; echo four");

        assertThat(result.exitCode()).isEqualTo(77);
        assertThat(result.timedOut()).isFalse();
        assertThat(result.results())
                .extracting(Result::argv, Result::exitCode, Result::stdout, Result::stderr)
                .containsExactly(
                        tuple(List.of("echo", "one"), 0, "one\n", ""),
                        tuple(List.of("sh", "-c", "echo two; echo three >&2; exit 77"), 77, "two\n", "three\n"));
    }

    @Test
    void runsInsideTheNamespaceWithoutInput() throws Exception {
        assertThat(output("readlink /proc/self/ns/net")).isEqualTo(namespace.identity() + "\n");
        assertThat(output("cat")).isEmpty();
    }

    @Test
    void runsInTheWorkingDirectoryOfTheJvm() throws Exception {
        assertThat(output("pwd")).isEqualTo(Path.of("").toRealPath() + "\n");
    }

    @Test
    void reportsWhatCannotBeStarted() throws Exception {
        Path script = Files.createTempFile("command", ".sh");
        try {
            Files.writeString(script, "#!/nonexistent/interpreter\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();

            cannotStart("frobnicate x", "not found in /usr/local/sbin:");
            cannotStart("/nonexistent/x", "/nonexistent/x: no such file");
            cannotStart("/etc/passwd", "/etc/passwd: not executable");
            cannotStart("/etc", "/etc: not a regular file");
            cannotStart("''", "not found");
            cannotStart(script.toString(), "setpriv: ");
        } finally {
            Files.delete(script);
        }
    }

    private void cannotStart(String line, String reason) throws IOException {
        CommandResult result = run(line + "; true");

        assertThat(result.exitCode()).as(line).isEqualTo(127);
        assertThat(result.results()).hasSize(1);
        assertThat(result.results().get(0).stderr()).contains(reason);
    }

    @Test
    void startRefusesWhatCannotBeStarted() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> commands.start(List.of("frobnicate")))
                .withMessageContaining("frobnicate: not found");
        assertThatIllegalArgumentException().isThrownBy(() -> commands.start(List.of()));
    }

    @Test
    void reportsSignals() throws Exception {
        assertThat(run("sh -c 'kill -9 $$'").exitCode()).isEqualTo(137);
        assertThat(run("sh -c 'kill -15 $$'").exitCode()).isEqualTo(143);
    }

    @Test
    void refusesUnusableArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(" ; "));
        assertThatIllegalArgumentException().isThrownBy(() -> commands.run(CommandLine.parse("true"), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> commands.run(CommandLine.parse("true"), Duration.ofSeconds(-1)));
    }

    @Test
    void timeOutKillsAllOfTheRunAndNothingElse() throws Exception {
        Sleep other = new Sleep();
        run(other.asDaemon());
        other.awaitBirth();

        CommandResult result =
                commands.run(CommandLine.parse(first.asDaemon() + "; sleep " + second.seconds() + "; true"), SHORT);

        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.results()).extracting(Result::exitCode).containsExactly(0, 124);
        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void timeOutKillsStoppedCommand() throws Exception {
        CommandResult result = commands.run(
                CommandLine.parse("sh -c 'echo stopping; kill -STOP $$; sleep " + first.seconds() + "'"), SHORT);

        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.results().get(0).stdout()).isEqualTo("stopping\n");
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void enoughTimeIsNoTimeOut() throws Exception {
        CommandResult result = commands.run(CommandLine.parse("true"), Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(result.timedOut()).isFalse();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void daemonsLiveUntilClose() throws Exception {
        run(first.asDaemon());
        first.awaitBirth();
        assertThat(output("ps -e -o args=")).contains("sleep " + first.seconds());

        commands.close();

        assertThat(first.isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> run("true"));
        assertThatIllegalStateException().isThrownBy(() -> commands.start(List.of("true")));
    }

    @Test
    void daemonThatHoldsTheOutputDoesNotHoldTheRun() throws Exception {
        assertThat(output("sh -c 'echo before; sleep " + first.seconds() + " &'"))
                .isEqualTo("before\n");

        first.awaitBirth();
    }

    @Test
    void daemonThatFloodsTheOutputDoesNotHoldTheRun() throws Exception {
        assertThat(output("sh -c 'yes &'")).endsWith("truncated");
    }

    @Test
    void commandsSeeOnlyTheProcessesOfTheStack() throws Exception {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));

        List<String> seen = output("ps -e -o comm=").lines().toList();

        assertThat(seen).contains("cat", "ps").hasSizeLessThanOrEqualTo(2);
        assertThat(Path.of("/proc/self").toRealPath())
                .isEqualTo(Path.of("/proc/" + ProcessHandle.current().pid()));
        assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
    }

    @Test
    void commandsHaveNetworkCapabilitiesOnly() throws Exception {
        assertThat(output("grep Cap /proc/self/status").lines().map(line -> line.replace("\t", " ")))
                .containsExactly(
                        "CapInh: 0000000000003c00",
                        "CapPrm: 0000000000003c00",
                        "CapEff: 0000000000003c00",
                        "CapBnd: 0000000000003c00",
                        "CapAmb: 0000000000003c00");
        assertThat(output("ip link set lo up; ip -o link show lo")).contains("UP");
        assertThat(run("mount -t tmpfs vdestack-test /mnt").exitCode()).isNotZero();
    }

    @Test
    void keepsTheFirstMebibyteOfEachStream() throws Exception {
        CommandResult result = run("sh -c 'yes | head -c 3000000; yes no | head -c 1048576 >&2'");

        String out = result.results().get(0).stdout();
        assertThat(out).hasSize((1 << 20) + 9).endsWith("y\ny\ntruncated");
        assertThat(result.results().get(0).stderr()).hasSize(1 << 20).doesNotContain("truncated");
    }

    @Test
    void interruptKillsTheRun() throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                outcome.complete(
                        run(first.asDaemon() + "; sleep " + second.seconds()).toString());
            } catch (InterruptedIOException e) {
                outcome.complete("interrupted " + Thread.currentThread().isInterrupted());
            } catch (IOException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        caller.start();
        second.awaitBirth();

        caller.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted true");
        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        caller.join();
    }

    /** Gathers what it hears, by command and stream. */
    private static final class Heard implements CommandListener {
        private final Map<String, StringBuilder> texts = new TreeMap<>();

        @Override
        public void output(int index, Stream stream, String text) {
            texts.computeIfAbsent(index + " " + stream, key -> new StringBuilder())
                    .append(text);
        }

        Map<String, String> texts() {
            Map<String, String> strings = new TreeMap<>();
            texts.forEach((key, text) -> strings.put(key, text.toString()));
            return strings;
        }
    }

    @Test
    void tellsWhatEachCommandWrites() throws Exception {
        Heard heard = new Heard();

        CommandResult result = commands.run(
                CommandLine.parse("echo \u00e4; sh -c 'echo two; echo three >&2'; vdestack-no-such"), null, heard);

        assertThat(heard.texts())
                .hasSize(4)
                .containsEntry("0 STDOUT", "\u00e4\n")
                .containsEntry("1 STDOUT", "two\n")
                .containsEntry("1 STDERR", "three\n")
                .containsEntry("2 STDERR", result.results().get(2).stderr());
        assertThat(result.exitCode()).isEqualTo(127);
        assertThat(result.results().get(0).stdout()).isEqualTo("\u00e4\n");
    }

    @Test
    void tellsOutputAsItComes() throws Exception {
        Path answer = Files.createTempDirectory("command").resolve("answer");
        String line = "sh -c 'echo question; while [ ! -e " + answer + " ]; do sleep 0.01; done; cat " + answer + "'";
        List<String> pieces = new ArrayList<>();
        Thread caller = Thread.currentThread();
        try {
            commands.run(CommandLine.parse(line), Duration.ofSeconds(30), (index, stream, text) -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                pieces.add(text);
                if (pieces.size() == 1) {
                    Files.writeString(answer.resolveSibling("new"), "answer");
                    Files.move(answer.resolveSibling("new"), answer);
                }
            });
        } finally {
            Files.deleteIfExists(answer);
            Files.delete(answer.getParent());
        }

        assertThat(pieces).containsExactly("question\n", "answer");
    }

    @Test
    void tellsMoreThanItKeeps() throws Exception {
        Heard heard = new Heard();

        CommandResult result =
                commands.run(CommandLine.parse("sh -c 'head -c 3000000 /dev/zero | tr \"\\0\" x'"), null, heard);

        assertThat(result.exitCode()).isZero();
        assertThat(heard.texts()).hasSize(1);
        assertThat(heard.texts().get("0 STDOUT")).isEqualTo("x".repeat(3_000_000));
        assertThat(result.results().get(0).stdout()).hasSizeLessThan(2_000_000).endsWith("truncated");
    }

    @Test
    void whatTheListenerThrowsEndsTheRun() {
        IOException gone = new IOException("the client has gone");
        String line = first.asDaemon() + "; sh -c 'echo x; exec sleep " + second.seconds() + "'";

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> commands.run(CommandLine.parse(line), null, (index, stream, text) -> {
                    throw gone;
                }))
                .isSameAs(gone);

        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void timeRunsOutThoughTheListenerIsBusy() throws Exception {
        String line = "sh -c 'echo x; exec sleep " + first.seconds() + "'";

        CommandResult result =
                commands.run(CommandLine.parse(line), SHORT, (index, stream, text) -> first.awaitDeath());

        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.results().get(0).stdout()).isEqualTo("x\n");
    }

    @Test
    void interruptKillsTheRunThatIsListenedTo() throws Exception {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                String line = "sh -c 'echo x; exec sleep " + first.seconds() + "'";
                commands.run(CommandLine.parse(line), null, (index, stream, text) -> heard.complete(true));
                outcome.complete("ran");
            } catch (InterruptedIOException e) {
                outcome.complete("interrupted " + Thread.currentThread().isInterrupted());
            } catch (IOException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        caller.start();
        heard.get(10, TimeUnit.SECONDS);

        caller.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted true");
        assertThat(first.isAlive()).isFalse();
        caller.join();
    }

    @Test
    void closeFailsTheRunThatIsListenedTo() throws Exception {
        String line = "sh -c 'echo x; exec sleep " + first.seconds() + "'";

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> commands.run(CommandLine.parse(line), null, (index, stream, text) -> commands.close()))
                .withMessageContaining("closed while its commands ran");

        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void closeFailsTheRunsInProgress() throws Exception {
        CompletableFuture<CommandResult> outcome = inBackground("sleep " + first.seconds());
        first.awaitBirth();

        commands.close();

        assertThat(outcome)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withStackTraceContaining("stack test was closed while its commands ran");
        assertThat(first.isAlive()).isFalse();
    }

    private CompletableFuture<CommandResult> inBackground(String line) {
        CompletableFuture<CommandResult> outcome = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        outcome.complete(run(line));
                    } catch (IOException | RuntimeException e) {
                        outcome.completeExceptionally(e);
                    }
                })
                .start();
        return outcome;
    }

    @Test
    void runsConcurrently() throws Exception {
        Path fifo = Files.createTempDirectory("command").resolve("fifo");
        try {
            run("mkfifo " + fifo);

            CompletableFuture<CommandResult> reader = inBackground("cat " + fifo);
            CompletableFuture<CommandResult> writer = inBackground("sh -c 'echo hello >" + fifo + "'");

            assertThat(reader.get(10, TimeUnit.SECONDS).results().get(0).stdout())
                    .isEqualTo("hello\n");
            assertThat(writer.get(10, TimeUnit.SECONDS).exitCode()).isZero();
        } finally {
            Files.deleteIfExists(fifo);
            Files.delete(fifo.getParent());
        }
    }

    @Test
    void startedProcessHasStreamsAndExitCode() throws Exception {
        Process process = commands.start(List.of("sh", "-c", "read line; echo \"got $line\"; echo bad >&2; exit 5"));
        process.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();

        assertThat(process.getInputStream()).hasContent("got hello\n");
        assertThat(process.getErrorStream()).hasContent("bad\n");
        assertThat(process.waitFor()).isEqualTo(5);
        assertThat(process.exitValue()).isEqualTo(5);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void startedProcessIsTheCommand() throws Exception {
        Process process = commands.start(List.of("sleep", first.seconds()));
        first.awaitBirth();

        assertThat(process.toHandle().info().arguments()).hasValue(new String[] {first.seconds()});
        process.toHandle().destroyForcibly();

        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(process.onExit().get(10, TimeUnit.SECONDS)).isSameAs(process);
    }

    @Test
    void destroyEndsGrandchildrenThatIgnoreIt() throws Exception {
        Process process = commands.start(
                List.of("sh", "-c", first.asDaemon() + "; trap '' TERM; setsid sleep " + second.seconds() + " & wait"));
        first.awaitBirth();
        second.awaitBirth();

        process.destroy();

        first.awaitDeath();
        second.awaitDeath();
        assertThat(process.waitFor()).isEqualTo(137);
    }

    @Test
    void destroyForciblyEndsWhatAnEndedProcessLeftBehindAndNothingElse() throws Exception {
        Process process = commands.start(List.of("sh", "-c", first.asDaemon()));
        Process other = commands.start(List.of("sleep", second.seconds()));
        assertThat(process.waitFor()).isZero();
        first.awaitBirth();
        second.awaitBirth();

        process.destroyForcibly();

        first.awaitDeath();
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void closeEndsStoppedProcess() throws Exception {
        Process process = commands.start(List.of("sh", "-c", "sleep " + first.seconds() + " & kill -STOP $$; wait"));
        first.awaitBirth();

        commands.close();

        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void makesAnotherSpaceWhenItsOwnHasBeenKilled() throws Exception {
        commands.start(List.of("sleep", first.seconds()));
        first.awaitBirth();
        ProcessHandle keeper = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("unshare"))
                .findFirst()
                .orElseThrow();

        keeper.destroyForcibly();
        first.awaitDeath();
        await(() -> !keeper.isAlive(), "end of the space");

        await(() -> succeeds("true"), "another space");
    }

    private boolean succeeds(String line) {
        try {
            return run(line).exitCode() == 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysWhyThereIsNoSpace() {
        Namespace missing = (Namespace) Proxy.newProxyInstance(
                Namespace.class.getClassLoader(),
                new Class<?>[] {Namespace.class},
                (proxy, method, arguments) -> "/nonexistent/namespace");

        try (Commands without = new Commands("without", missing, namespaces.host())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> without.run(CommandLine.parse("true"), null))
                    .withMessageContaining("nsenter: ")
                    .withMessageContaining("/nonexistent/namespace");
        }
    }

    @Test
    void destroyRightAfterStartAsksFirst() throws Exception {
        Process process = commands.start(List.of("sleep", first.seconds()));

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        useAndClose(1);
        long threads = threads();
        long files = files();

        useAndClose(20);

        await(() -> files() <= files, "files to be closed");
        await(() -> threads() <= threads, "threads to end");
        await(() -> ProcessHandle.current().descendants().findAny().isEmpty(), "processes to end");
    }

    private void useAndClose(int times) throws Exception {
        Commands used = new Commands("leaves-nothing", namespace, namespaces.host());
        for (int i = 0; i < times; i++) {
            assertThat(used.run(CommandLine.parse("true; sh -c 'sleep 3600 &'"), Duration.ofSeconds(30))
                            .exitCode())
                    .isZero();
            used.start(List.of("sleep", "3600")).destroyForcibly().waitFor();
        }
        used.close();
        used.close();
    }

    /** The JDK's reapers wait for a minute for more work. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .count();
    }

    private static long files() {
        return new File("/proc/self/fd").list().length;
    }

    @Test
    void deathOfTheJvmEndsAll() throws Exception {
        Process jvm = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        first.asDaemon(),
                        second.seconds())
                .redirectErrorStream(true)
                .start();
        try {
            first.awaitBirth();
            second.awaitBirth();
        } finally {
            jvm.destroyForcibly();
        }

        first.awaitDeath();
        second.awaitDeath();
    }

    /** A JVM that is killed while a daemon and a command of its own run. */
    static final class Victim {
        private Victim() {}

        public static void main(String... arguments) throws Exception {
            LocalNamespaces namespaces = LocalNamespaces.open();
            Namespace namespace = namespaces.create("victim");
            Commands commands = new Commands("victim", namespace, namespaces.host());
            commands.run(CommandLine.parse(arguments[0]), null);
            commands.run(CommandLine.parse("sleep " + arguments[1]), null);
        }
    }
}

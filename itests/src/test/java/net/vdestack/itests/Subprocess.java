package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test has started. It ends when closed, and at its deadline at the latest: a test that waits for it
 * in vain goes on then.
 */
final class Subprocess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration LONG_DEADLINE = Duration.ofMinutes(10);
    private static final Duration END = Duration.ofSeconds(10);

    private final List<String> argv;
    private final Process process;
    private final Path errors;
    private final CompletableFuture<Void> deadline;

    private Subprocess(List<String> argv, Process process, Path errors, Duration deadline) {
        this.argv = argv;
        this.process = process;
        this.errors = errors;
        this.deadline = CompletableFuture.runAsync(
                this::destroy, CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS));
    }

    static Subprocess start(List<String> argv) throws IOException {
        return start(argv, DEADLINE);
    }

    /** Starts what all tests of a class share, or a long one needs: its deadline is far behind theirs. */
    static Subprocess startLasting(List<String> argv) throws IOException {
        return start(argv, LONG_DEADLINE);
    }

    private static Subprocess start(List<String> argv, Duration deadline) throws IOException {
        Path errors = Files.createTempFile("vdestack-it", ".stderr");
        try {
            Process process =
                    new ProcessBuilder(argv).redirectError(errors.toFile()).start();
            return new Subprocess(argv, process, errors, deadline);
        } catch (IOException e) {
            Files.delete(errors);
            throw e;
        }
    }

    /** Runs a program that must succeed, and returns what it printed. */
    static String run(List<String> argv) throws IOException {
        try (Subprocess subprocess = start(argv)) {
            return subprocess.succeed();
        }
    }

    static String run(String... argv) throws IOException {
        return run(List.of(argv));
    }

    /** Fails unless the programs are there: a test that is skipped proves nothing. */
    static void require(String... programs) {
        for (String program : programs) {
            assertThat(System.getenv("PATH").split(":", -1))
                    .as("folders with the program " + program + ", which this test needs: install vdens, vdeplug,"
                            + " vde-switch, chromium-driver, busybox, ethtool, openssl, socat, iputils-ping, iproute2"
                            + " and util-linux")
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }

    /** Its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** Its standard output. */
    InputStream output() {
        return process.getInputStream();
    }

    /** One line of its standard output. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = output().read(); octet != '\n'; octet = output().read()) {
            if (octet < 0) {
                throw new AssertionError(this + " ended instead of printing a line; it printed " + line);
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /** What it has written to its standard error so far. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Reads the rest of its output, waits for its end, and fails if that is not a success. */
    String succeed() throws IOException {
        String printed = new String(output().readAllBytes(), StandardCharsets.UTF_8);
        awaitEnd();
        assertThat(process.exitValue())
                .as(this + " printed " + printed + " and ended with")
                .isZero();
        return printed;
    }

    /** Reads the rest of its output, waits for its end, and returns its exit code. */
    int exitCode() throws IOException {
        output().readAllBytes();
        awaitEnd();
        return process.exitValue();
    }

    /** Sends it a signal, by its name without SIG. */
    void signal(String name) throws IOException {
        run("kill", "-" + name, String.valueOf(pid()));
    }

    /** Waits, though not for ever, even when the thread is interrupted. */
    void awaitEnd() {
        try {
            process.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("waited " + END.toSeconds() + " s in vain for the end of " + this, e);
        }
    }

    /** Ends it and what it has started, with a signal that it cannot catch. */
    void kill() {
        destroy();
        awaitEnd();
    }

    private void destroy() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends it alone; what it has started stays. */
    void killAlone() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() throws IOException {
        deadline.cancel(false);
        kill();
        Files.deleteIfExists(errors);
    }

    @Override
    public String toString() {
        String said = errors().trim();
        return Arrays.toString(argv.toArray()) + (said.isEmpty() ? "" : " (" + said + ")");
    }
}

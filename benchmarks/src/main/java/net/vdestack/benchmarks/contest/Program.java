package net.vdestack.benchmarks.contest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs of the machine that run to their end, and must succeed. */
final class Program {
    private static final int SECONDS = 30;

    private Program() {}

    /** Runs one and returns what it printed. */
    static String run(String... argv) throws IOException {
        return run(List.of(argv), "");
    }

    /** The same, with standard input. */
    static String run(List<String> argv, String input) throws IOException {
        return run(argv, input, SECONDS);
    }

    /** The same, for one that may take longer. */
    static String run(List<String> argv, String input, int seconds) throws IOException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
            try {
                return process.getInputStream().readAllBytes();
            } catch (IOException e) {
                return new byte[0];
            }
        });
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // it ended without reading; its exit code says how
        }
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", argv) + " did not end within " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException(String.join(" ", argv) + " was interrupted", e);
        }
        String printed = new String(output.join(), UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", argv) + " ended with " + process.exitValue() + ": " + (input + printed).strip());
        }
        return printed;
    }
}

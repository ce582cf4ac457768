package net.vdestack.benchmarks.contest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running program with one end of a measurement, or both: {@code ends} or {@code StackEnd}. */
final class EndProcess implements Closeable {
    private static final int ENDS = 2;
    private static final int CLOSE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;
    /** Of each end, what it has answered; an empty line after the last. */
    private final List<BlockingQueue<String>> answers = new ArrayList<>();

    EndProcess(String name, List<String> argv, Path log) throws IOException {
        this.name = name;
        this.log = log;
        for (int i = 0; i < ENDS; i++) {
            answers.add(new LinkedBlockingQueue<>());
        }
        process = new ProcessBuilder(argv)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.get(line.charAt(0) - '0').add(line.substring(2));
            }
        } catch (IOException e) {
            // it ended
        }
        answers.forEach(queue -> queue.add(""));
    }

    void command(int end, String command) throws IOException {
        process.getOutputStream().write((end + " " + command + "\n").getBytes(US_ASCII));
        process.getOutputStream().flush();
    }

    /** Waits for an answer that begins with a word, and returns the others of that line. */
    List<String> await(int end, String word, int seconds) throws IOException, InterruptedException {
        String answer = answers.get(end).poll(seconds, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException(name + " did not say '" + word + "' within " + seconds + " s; see " + log);
        }
        List<String> words = List.of(answer.split(" "));
        if (!words.get(0).equals(word)) {
            throw new IOException(name + " said '" + (answer.isEmpty() ? "nothing more" : answer) + "' instead of '"
                    + word + "'; see " + log);
        }
        return words.subList(1, words.size());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        try {
            process.getOutputStream().close();
            process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }
}

package net.vdestack.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.vdestack.ctl.shell.Shell;

/** Calls the program as a shell does. */
final class Calls {
    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";
    private boolean terminal;
    private Path installation;

    /** What came of it. */
    record Result(int exitCode, String out, String err) {}

    Calls with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Calls input(String text) {
        input = text;
        return this;
    }

    Calls onTerminal() {
        terminal = true;
        return this;
    }

    Calls installedAt(Path home) {
        installation = home;
        return this;
    }

    /** With streams that nobody reads. */
    Shell shell() {
        return shell(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }

    private Shell shell(OutputStream out, OutputStream err) {
        return new Shell(
                environment,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, true, UTF_8),
                terminal,
                Optional.ofNullable(installation));
    }

    /** With a reader of its output who has gone; returns the exit code. */
    int callUnread(String... words) {
        OutputStream closed = OutputStream.nullOutputStream();
        try {
            closed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Vdestackctl.execute(shell(closed, OutputStream.nullOutputStream()), words);
    }

    Result call(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = shell(out, err);
        int exitCode = Vdestackctl.execute(shell, words);
        shell.out().flush();
        return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}

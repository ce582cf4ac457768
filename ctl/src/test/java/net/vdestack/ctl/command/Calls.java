package net.vdestack.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.vdestack.ctl.shell.Output;
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
        return shell(new Output(OutputStream.nullOutputStream(), false), OutputStream.nullOutputStream());
    }

    private Shell shell(Output out, OutputStream err) {
        return new Shell(
                environment,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                out,
                new PrintStream(err, true, UTF_8),
                terminal,
                Optional.ofNullable(installation));
    }

    /** With a reader of its output who has gone. */
    Result callUnread(String... words) {
        return callUnwritable("Broken pipe", true, words);
    }

    /** With its output in a file, and no room for it. */
    Result callOnFullDisk(String... words) {
        return callUnwritable("No space left on device", false, words);
    }

    private Result callUnwritable(String reason, boolean pipe, String... words) {
        OutputStream unwritable = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(reason);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Vdestackctl.execute(shell(new Output(unwritable, pipe), err), words);
        return new Result(exitCode, "", err.toString(UTF_8));
    }

    Result call(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = shell(new Output(out, false), err);
        int exitCode = Vdestackctl.execute(shell, words);
        shell.out().flush();
        return new Result(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}

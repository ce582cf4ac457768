package net.vdestack.ctl.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the program was called.
 *
 * @param environment the variables
 * @param in standard input
 * @param out standard output: whoever prints as things come flushes
 * @param err standard error
 * @param terminal whether standard output is one
 * @param installation the directory of the installation that the program is part of, if it is
 */
public record Shell(
        Map<String, String> environment,
        InputStream in,
        Output out,
        PrintStream err,
        boolean terminal,
        Optional<Path> installation) {
    private static final String PROGRAM = "vdestackctl: ";

    /** A variable that is set, and not to nothing. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Whether people want colours (no-color.org). */
    public boolean colours() {
        return terminal && variable("NO_COLOR").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /** Tells whoever called the program, on standard error. */
    public void tell(String message) {
        out.flush();
        message.lines().forEach(line -> err.println(PROGRAM + Plain.text(line)));
        err.flush();
    }

    /** Brings out what has been printed. */
    public void flush() throws OutputException {
        out.bringOut();
    }
}

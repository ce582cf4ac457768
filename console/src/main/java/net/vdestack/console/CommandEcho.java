package net.vdestack.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import net.vdestack.api.CommandListener;

/** Passes on what commands write, as bytes: the streams would encode it for another terminal. */
final class CommandEcho implements CommandListener {
    private final PrintStream stdout;
    private final PrintStream stderr;
    private boolean lineIsOpen;

    CommandEcho(PrintStream stdout, PrintStream stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    @Override
    public void output(int index, Stream stream, String text) throws IOException {
        PrintStream target = stream == Stream.STDOUT ? stdout : stderr;
        target.write(text.getBytes(UTF_8));
        lineIsOpen = !text.endsWith("\n");
        // a PrintStream does not throw
        if (target.checkError()) {
            throw new IOException("nobody reads the output any more, so the commands were ended");
        }
    }

    /** Has what is said next begin on a line of its own. */
    void endLine() {
        if (lineIsOpen) {
            stderr.println();
        }
    }
}

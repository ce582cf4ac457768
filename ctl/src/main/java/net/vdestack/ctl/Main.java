package net.vdestack.ctl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.ctl.command.Vdestackctl;
import net.vdestack.ctl.shell.Output;
import net.vdestack.ctl.shell.Shell;

/** What {@code bin/vdestackctl} starts. It tells by properties what Java cannot find out. */
public final class Main {
    private static final int TYPE_OF_FILE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private Main() {}

    /** Does what the command line asks for, and ends. */
    public static void main(String[] words) {
        Output out = new Output(new FileOutputStream(FileDescriptor.out), isPipe());
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                System.getenv(),
                System.in,
                out,
                err,
                Boolean.getBoolean("vdestack.terminal"),
                Optional.ofNullable(System.getProperty("vdestack.home")).map(Path::of));
        System.exit(Vdestackctl.execute(shell, words));
    }

    /** Whether standard output is a pipe, or a socket; where that cannot be known, it is none. */
    private static boolean isPipe() {
        try {
            int type = (Integer) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & TYPE_OF_FILE;
            return type == PIPE || type == SOCKET;
        } catch (IOException e) {
            return false;
        }
    }
}

package net.vdestack.ctl;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import net.vdestack.ctl.command.Vdestackctl;
import net.vdestack.ctl.shell.Shell;

/** What {@code bin/vdestackctl} starts. It tells by properties what Java cannot find out. */
public final class Main {
    private static final int BUFFER = 1 << 16;

    private Main() {}

    /** Does what the command line asks for, and ends. */
    public static void main(String[] words) {
        // UTF-8 as JSON is, whatever the locale
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                false,
                StandardCharsets.UTF_8);
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
}

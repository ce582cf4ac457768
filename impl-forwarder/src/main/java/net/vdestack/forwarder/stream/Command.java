package net.vdestack.forwarder.stream;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Pipe;
import net.vdestack.linux.syscall.Syscalls;
import net.vdestack.linux.syscall.Waits;

/**
 * A command that runs in the host, with all it starts. It is the first process of a pid namespace, pid_namespaces(7):
 * when it ends, the kernel kills whatever it has started, however that has detached itself.
 */
final class Command implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Command.class.getName());
    /** Fixed, so that what runs does not depend on how the JVM was started. */
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /** How long it may take to end by itself, once its input has. */
    private static final long PATIENCE_MILLIS = 200;

    private static final long KILL_MILLIS = 500;

    private final String name;
    private final Process process;
    private final Fd input;
    private final Fd output;
    private final LastWords words;

    private Command(String name, Process process, Fd input, Fd output, LastWords words) {
        this.name = name;
        this.process = process;
        this.input = input;
        this.output = output;
        this.words = words;
    }

    /**
     * Starts a command.
     *
     * @throws IOException if there is no such program
     */
    static Command start(List<String> argv, Underlay underlay) throws IOException {
        List<String> command = new ArrayList<>(List.of(find("unshare"), "--pid", "--fork", "--kill-child", "--"));
        command.add(find(argv.get(0)));
        command.addAll(argv.subList(1, argv.size()));
        // pipes of our own: the JDK's can neither be polled nor told not to block
        try (Pipe in = Pipe.open();
                Pipe out = Pipe.open();
                Pipe err = Pipe.open()) {
            Syscalls.setNonBlocking(in.sink().number(), true);
            Syscalls.setNonBlocking(out.source().number(), true);
            Syscalls.setNonBlocking(err.source().number(), true);
            LastWords words = new LastWords(Fd.adopt(err.source().release()));
            try {
                Process process = underlay.start(new ProcessBuilder(command)
                        .redirectInput(Redirect.from(file(in.source())))
                        .redirectOutput(Redirect.to(file(out.sink())))
                        .redirectError(Redirect.to(file(err.sink()))));
                Fd input = Fd.adopt(in.sink().release());
                return new Command(
                        argv.get(0), process, input, Fd.adopt(out.source().release()), words);
            } catch (IOException | RuntimeException e) {
                words.close();
                throw e;
            }
        }
    }

    /** The JDK opens it anew, which makes of a non-blocking end one that blocks, and gives it to the process. */
    private static File file(Fd end) {
        return new File("/proc/self/fd/" + end.number());
    }

    private static String find(String program) throws IOException {
        if (program.indexOf('/') >= 0) {
            if (!isProgram(program)) {
                throw new IOException("command '" + program + "' is no program");
            }
            return program;
        }
        for (String directory : DIRECTORIES) {
            if (isProgram(directory + "/" + program)) {
                return directory + "/" + program;
            }
        }
        throw new IOException("command '" + program + "' is not found in " + String.join(":", DIRECTORIES));
    }

    private static boolean isProgram(String file) {
        return Files.isRegularFile(Path.of(file)) && Files.isExecutable(Path.of(file));
    }

    /** Its standard input, non-blocking, borrowed. */
    int input() {
        return input.number();
    }

    /** Its standard output, non-blocking, borrowed. */
    int output() {
        return output.number();
    }

    /** Its standard error. */
    LastWords words() {
        return words;
    }

    /**
     * How it has ended, once its pipes have: unshare(1) holds them, too, and ends after it. Waits a little for that.
     */
    IOException ended() {
        String how = " ended" + (await(PATIENCE_MILLIS) ? " with exit status " + process.exitValue() : "");
        words.read();
        String last = words.line();
        return new IOException("command '" + name + "'" + how + (last.isEmpty() ? "" : ": " + last));
    }

    private boolean await(long millis) {
        return Waits.uninterruptibly(() -> process.waitFor(millis, TimeUnit.MILLISECONDS));
    }

    /** Ends it, politely first. */
    @Override
    public void close() {
        input.close();
        output.close();
        if (!await(PATIENCE_MILLIS)) {
            // the namespace's first process takes all others with it, and is not gone before they are
            process.children().forEach(ProcessHandle::destroyForcibly);
            if (!await(KILL_MILLIS)) {
                LOG.log(Level.WARNING, "command ''{0}'' does not end when killed", name);
                process.destroyForcibly();
            }
        }
        words.close();
    }
}

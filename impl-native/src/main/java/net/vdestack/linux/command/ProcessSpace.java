package net.vdestack.linux.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Privileges;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A pid and mount namespace for a stack's commands. The kernel kills all that is in it when its first process ends, and
 * that is a {@code cat} that ends when the JVM closes its standard input, or is killed.
 *
 * <p>It must be one that ignores SIGCHLD, so that the kernel reaps the orphans it inherits, and that reads on when a
 * child ends all the same: shells do not.
 */
final class ProcessSpace implements AutoCloseable {
    private static final String GREETING = "ready\n";
    /** For kill(2): only ask whether the process is there. */
    private static final int NO_SIGNAL = 0;

    private static final Duration START_LIMIT = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofMillis(500);

    private final Process keeper;
    /** The number of its first process, as the host counts. */
    private final long first;
    /** A pidfd of it: once it has ended, its number can come to mean another. */
    private final Fd firstAlive;

    private final List<String> dropPrivileges;

    private ProcessSpace(Process keeper, long first, Fd firstAlive, List<String> dropPrivileges) {
        this.keeper = keeper;
        this.first = first;
        this.firstAlive = firstAlive;
        this.dropPrivileges = dropPrivileges;
    }

    /** Makes a space whose network is the namespace. To be called by a host thread that is in no group. */
    static ProcessSpace open(Namespace namespace) throws IOException {
        Privileges privileges = Privileges.ofThisProcess();
        privileges.requireForCommands(Syscalls.effectiveUserId() == 0);
        List<String> setpriv = setpriv(privileges);
        try (CommandOutput output = new CommandOutput()) {
            Process keeper = output.redirect(new ProcessBuilder(
                            SearchPath.find("nsenter"),
                            "--net=" + namespace.path(),
                            "--",
                            SearchPath.find("unshare"),
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount",
                            "--mount-proc",
                            "--propagation",
                            "slave",
                            "--",
                            SearchPath.find("env"),
                            "--ignore-signal=CHLD",
                            SearchPath.find("cat")))
                    .start();
            output.onStarted();
            try {
                greet(keeper, output, GREETING);
                long first = keeper.children().findFirst().orElseThrow().pid();
                Fd firstAlive = Fd.adopt(Syscalls.check(Syscalls.openProcess(first), "pidfd_open"));
                try {
                    // who answers now was there when it was opened
                    greet(keeper, output, GREETING + GREETING);
                    return new ProcessSpace(keeper, first, firstAlive, setpriv);
                } catch (IOException | RuntimeException e) {
                    firstAlive.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                end(keeper);
                output.drain();
                throw new IOException(
                        "cannot make a space for processes: " + output.err().trim(), e);
            }
        }
    }

    /** @param answers all that it has answered when it has answered this */
    private static void greet(Process keeper, CommandOutput output, String answers) throws IOException {
        OutputStream input = keeper.getOutputStream();
        input.write(GREETING.getBytes(StandardCharsets.US_ASCII));
        input.flush();
        Deadline deadline = Deadline.after(START_LIMIT);
        while (!output.out().equals(answers)) {
            if (!output.isOpen() || deadline.hasPassed()) {
                throw new IOException("the space's first process does not answer");
            }
            output.await(deadline.pollMillis());
        }
    }

    /** Leaves the network capabilities that the JVM has, and no other, even to root. */
    private static List<String> setpriv(Privileges privileges) throws IOException {
        StringBuilder capabilities = new StringBuilder("-all");
        privileges
                .networkCapabilities()
                .forEach(name -> capabilities.append(",+").append(name));
        List<String> command = new ArrayList<>();
        command.add(SearchPath.find("setpriv"));
        command.add("--inh-caps=" + capabilities);
        command.add("--ambient-caps=" + capabilities);
        if (privileges.mayShrinkBoundingSet()) {
            command.add("--bounding-set=" + capabilities);
        }
        command.add("--");
        return command;
    }

    /** Whether it still stands: an operator may have killed its first process. */
    boolean isAlive() {
        return keeper.isAlive() && Syscalls.signalProcess(firstAlive, NO_SIGNAL) == 0;
    }

    /**
     * What to start in the host so that a command runs here, in the JVM's working directory.
     *
     * @param program the file to run
     * @param argv its words, beginning with its name
     * @throws IOException if there is no space any more
     */
    List<String> enter(String program, List<String> argv) throws IOException {
        if (!isAlive()) {
            throw new IOException("the first process of the stack's commands has been killed, and they with it");
        }
        List<String> command = new ArrayList<>();
        command.add(SearchPath.find("nsenter"));
        command.add("--target=" + first);
        command.add("--net");
        command.add("--pid");
        command.add("--mount");
        // that of the first process: without it, root's
        command.add("--wd");
        command.add("--");
        command.addAll(dropPrivileges);
        command.add(program);
        command.addAll(argv.subList(1, argv.size()));
        return command;
    }

    /** Kills all processes and waits for their end. */
    @Override
    public void close() {
        end(keeper);
        firstAlive.close();
    }

    private static void end(Process keeper) {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
        if (!Ending.await(keeper, END_LIMIT)) {
            keeper.destroyForcibly();
            Ending.await(keeper, END_LIMIT);
        }
    }
}

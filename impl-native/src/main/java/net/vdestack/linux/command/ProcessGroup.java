package net.vdestack.linux.command;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The processes that come from one thread, however they detach themselves: session leaders, orphans, those with an
 * empty environment.
 *
 * <p>The thread gives itself a UTS namespace (the host's name, nothing else), which all that it starts inherit, and
 * which is seen from outside in {@code /proc/PID/ns/uts}. To leave it takes CAP_SYS_ADMIN, which commands do not have.
 * They can get it inside a user namespace of their own; who goes that far escapes from the group, but not from the
 * stack's process space.
 *
 * <p>Members are only looked for outside the JVM's own pid namespace: the JDK starts threads from the thread of the
 * group, those may start others that run the application's code, and what that starts is not ours. It also keeps away
 * from nsenter(1), which must not be killed: it would leave the command alone.
 */
final class ProcessGroup implements AutoCloseable {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    private static final int SIGCONT = 18;

    private static final Logger LOG = System.getLogger(ProcessGroup.class.getName());
    private static final Path PROC = Path.of("/proc");
    /** A process in an uninterruptible call does not die before that returns. */
    private static final Duration KILL_LIMIT = Duration.ofSeconds(3);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A look costs a fiftieth of a millisecond for each process of the machine. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Held open, or the kernel would give the same number to another namespace soon. */
    private final Fd namespace;

    private final String mark;
    private final String hostProcesses;
    /** The latest; null before. */
    private volatile Process launcher;

    private boolean closed;

    private ProcessGroup(Fd namespace, String mark, String hostProcesses) {
        this.namespace = namespace;
        this.mark = mark;
        this.hostProcesses = hostProcesses;
    }

    /** Makes the calling thread the root of a new group, for the rest of its life. It should not be a long one. */
    static ProcessGroup enter() throws IOException {
        Syscalls.unshareUtsNamespace();
        String own = "/proc/thread-self/ns/uts";
        return new ProcessGroup(
                Syscalls.open(own, Syscalls.O_RDONLY),
                Files.readSymbolicLink(Path.of(own)).toString(),
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
    }

    /** Starts a process of the group, one at a time. To be called by the thread that entered. */
    Process start(ProcessBuilder builder) throws IOException {
        Process started = builder.start();
        launcher = started;
        return started;
    }

    /** Whether nobody is left. */
    boolean isEmpty() {
        Process last = launcher;
        return (last == null || !last.isAlive()) && members().isEmpty();
    }

    /** Sends a signal to all members. */
    synchronized int signal(int signal) {
        if (closed) {
            return 0;
        }
        int found = 0;
        for (long pid : members()) {
            int descriptor = Syscalls.openProcess(pid);
            if (descriptor >= 0) {
                try (Fd process = Fd.adopt(descriptor)) {
                    // looked at again while its number cannot come to mean another
                    if (isMember(pid) && Syscalls.signalProcess(process, signal) == 0) {
                        found++;
                    }
                }
            }
        }
        return found;
    }

    /** Waits until nobody is left, at most that long. */
    void awaitEmpty(Duration limit) {
        Deadline deadline = Deadline.after(limit);
        while (!isEmpty() && !deadline.hasPassed()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Kills all members, those being born meanwhile included, and waits until they are gone. */
    void kill() {
        Deadline deadline = Deadline.after(KILL_LIMIT);
        while (signal(SIGKILL) > 0 || (launcher != null && launcher.isAlive())) {
            if (deadline.hasPassed()) {
                LOG.log(Level.WARNING, "processes do not end when killed: {0}", members());
                return;
            }
            resumeLauncher();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** nsenter(1) stops itself when its command is stopped, and would then not notice that it has been killed. */
    void resumeLauncher() {
        Process last = launcher;
        if (last == null || !last.isAlive()) {
            return;
        }
        int descriptor = Syscalls.openProcess(last.pid());
        if (descriptor >= 0) {
            try (Fd process = Fd.adopt(descriptor)) {
                // alive after the descriptor was opened: it is still the same process
                if (last.isAlive()) {
                    Syscalls.signalProcess(process, SIGCONT);
                }
            }
        }
    }

    private List<Long> members() {
        List<Long> members = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (isMember(pid)) {
                    members.add(pid);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list processes", e);
        }
        return members;
    }

    private boolean isMember(long pid) {
        Path process = PROC.resolve(Long.toString(pid));
        String uts = link(process, "uts");
        return uts == null ? hasThreadLeft(process) : mark.equals(uts) && isInStack(process);
    }

    private boolean isInStack(Path process) {
        return !hostProcesses.equals(link(process, "pid"));
    }

    /** A process whose first thread has ended shows its namespaces only in the others. */
    private boolean hasThreadLeft(Path process) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                if (mark.equals(link(thread, "uts")) && isInStack(thread)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // it has ended
        }
        return false;
    }

    /** Which namespace a process is in; null for one that has ended (zombies too) or that we may not look at. */
    private static String link(Path process, String kind) {
        try {
            return Files.readSymbolicLink(process.resolve("ns").resolve(kind)).toString();
        } catch (IOException e) {
            return null;
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Forgets the group. Its members live on, out of reach. */
    @Override
    public synchronized void close() {
        closed = true;
        namespace.close();
    }
}

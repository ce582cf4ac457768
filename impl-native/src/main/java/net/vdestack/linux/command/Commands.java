package net.vdestack.linux.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandListener;
import net.vdestack.api.CommandResult;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Waits;

/**
 * Runs commands in a stack. Holds nothing until the first one. Thread safe; virtual threads may wait here. To be closed
 * before the namespace.
 */
public final class Commands implements AutoCloseable {
    /** Of util-linux and coreutils. */
    private static final List<String> TOOLS = List.of("nsenter", "unshare", "setpriv", "env", "cat");

    private static final Duration END_LIMIT = Duration.ofMillis(200);

    private final String stack;
    private final Namespace namespace;
    private final HostThreads host;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    /** Also those that have ended since the last start: what they left behind can still be destroyed. */
    private final Set<StackProcess> started = ConcurrentHashMap.newKeySet();
    /** Null until the first command; another if it has died. */
    private ProcessSpace space;

    private volatile boolean closed;

    /**
     * Prepares nothing.
     *
     * @param stack its name, for messages
     * @param host whose threads start the processes
     */
    public Commands(String stack, Namespace namespace, HostThreads host) {
        this.stack = stack;
        this.namespace = namespace;
        this.host = host;
    }

    /**
     * The words before a command that has it live in a namespace's network, with all rights and without our account.
     */
    public static List<String> entrance(Namespace namespace) throws IOException {
        return List.of(SearchPath.find("nsenter"), "--net=" + namespace.path(), "--");
    }

    /** The programs that running commands takes and that are not on this machine. */
    public static List<String> missingTools() {
        return TOOLS.stream().filter(tool -> !SearchPath.has(tool)).toList();
    }

    /**
     * Runs commands one after the other until one fails, and waits for them.
     *
     * @param timeout how long all of them may take together; null for no limit
     * @throws IllegalArgumentException if the time is not positive
     * @throws IllegalStateException if closed
     * @throws InterruptedIOException if the thread is interrupted; everything started has been killed then
     */
    public CommandResult run(CommandLine commands, Duration timeout) throws IOException {
        Deadline deadline = deadline(timeout);
        return run(() -> {}, cancellation -> {
            CommandRun run = new CommandRun(commands, deadline, this::space, index -> OutputSink.NONE, cancellation);
            return Waits.result(onFreshThread("run", run), cancellation::request);
        });
    }

    /**
     * The same, and tells what they write as they write it.
     *
     * @param listener called by this thread; what it throws ends the run
     */
    public CommandResult run(CommandLine commands, Duration timeout, CommandListener listener) throws IOException {
        Deadline deadline = deadline(timeout);
        LiveOutput live = new LiveOutput(deadline);
        return run(live::abandon, cancellation -> {
            CommandRun run = new CommandRun(commands, deadline, this::space, live::of, cancellation);
            Callable<CommandResult> toTheEnd = () -> {
                try {
                    return run.call();
                } finally {
                    live.end();
                }
            };
            Future<CommandResult> result = onFreshThread("run", toTheEnd);
            try {
                tell(live, listener);
            } catch (InterruptedException e) {
                // waiting for the result notices it, too
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException | Error e) {
                cancellation.request();
                awaitEnd(result, e);
                throw e;
            }
            return Waits.result(result, cancellation::request);
        });
    }

    private static void tell(LiveOutput live, CommandListener listener) throws IOException, InterruptedException {
        for (LiveOutput.Piece piece = live.take(); piece != null; piece = live.take()) {
            listener.output(piece.index(), piece.stream(), piece.text());
        }
    }

    /** Of a run that has been told to end because of something else that failed. */
    private static void awaitEnd(Future<CommandResult> run, Throwable why) {
        try {
            Waits.result(run, () -> {});
        } catch (InterruptedIOException e) {
            // as it was told to
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    private static Deadline deadline(Duration timeout) {
        if (timeout == null) {
            return Deadline.NEVER;
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout " + timeout + " is not positive");
        }
        return Deadline.after(timeout);
    }

    private interface Runner {
        CommandResult run(Cancellation cancellation) throws IOException;
    }

    private CommandResult run(Runnable onCancel, Runner runner) throws IOException {
        requireOpen();
        try (Cancellation cancellation = new Cancellation(onCancel)) {
            running.add(cancellation);
            try {
                return runner.run(cancellation);
            } catch (InterruptedIOException e) {
                if (closed) {
                    throw new IOException("stack " + stack + " was closed while its commands ran", e);
                }
                throw e;
            } finally {
                running.remove(cancellation);
            }
        }
    }

    /**
     * Starts a command and returns at once.
     *
     * @param argv its words, beginning with its name
     * @return a process whose end is that of all it has started, if it is destroyed
     * @throws IOException if it cannot be started
     * @throws IllegalStateException if closed
     */
    public Process start(List<String> argv) throws IOException {
        List<String> words = List.copyOf(argv);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no command");
        }
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + word + "' has a zero character");
            }
        }
        requireOpen();
        String program = SearchPath.find(words.get(0));
        return Waits.result(onFreshThread("start", () -> launch(program, words)), () -> {});
    }

    private StackProcess launch(String program, List<String> argv) throws IOException {
        started.removeIf(StackProcess::releaseIfEnded);
        ProcessSpace current = space();
        ProcessGroup group = ProcessGroup.enter();
        StackProcess process;
        try {
            Process launcher = group.start(new ProcessBuilder(current.enter(program, argv)));
            process = new StackProcess(launcher, group, host);
        } catch (IOException | RuntimeException e) {
            group.close();
            throw e;
        }
        started.add(process);
        if (closed) {
            // close() may have looked before this one was there
            end(List.of(process));
            throw closedException();
        }
        return process;
    }

    private synchronized ProcessSpace space() throws IOException {
        requireOpen();
        if (space != null && !space.isAlive()) {
            space.close();
            space = null;
        }
        if (space == null) {
            space = ProcessSpace.open(namespace);
        }
        return space;
    }

    /** Does something on a thread that ends with it: groups of processes begin with a thread. */
    private <T> Future<T> onFreshThread(String name, Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = host.newThread(future);
        thread.setName("vdestack-" + stack + "-" + name);
        thread.start();
        return future;
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private IllegalStateException closedException() {
        return new IllegalStateException("stack " + stack + " is closed");
    }

    /** Ends all processes of the stack, and fails the runs that wait for them. Idempotent. */
    @Override
    public void close() {
        ProcessSpace last;
        synchronized (this) {
            closed = true;
            last = space;
            space = null;
        }
        running.forEach(Cancellation::request);
        started.forEach(StackProcess::kill);
        if (last != null) {
            last.close();
        }
        end(started);
    }

    private void end(Iterable<StackProcess> processes) {
        for (StackProcess process : processes) {
            process.onSpaceEnded(END_LIMIT);
            started.remove(process);
        }
    }
}

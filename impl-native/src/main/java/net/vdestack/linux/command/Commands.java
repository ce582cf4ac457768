package net.vdestack.linux.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import net.vdestack.api.CommandResult;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Waits;

/**
 * Runs commands in a stack. Holds nothing until the first one. Thread safe; virtual threads may wait here. To be closed
 * before the namespace.
 */
public final class Commands implements AutoCloseable {
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

    /**
     * Runs commands one after the other until one fails, and waits for them.
     *
     * @param commands as {@link CommandLine#parse} understands them
     * @param timeout how long all of them may take together; null for no limit
     * @throws IllegalArgumentException if there is no command, a quote is left open, or the time is not positive
     * @throws IllegalStateException if closed
     * @throws InterruptedIOException if the thread is interrupted; everything started has been killed then
     */
    public CommandResult run(String commands, Duration timeout) throws IOException {
        List<List<String>> parsed = CommandLine.parse(commands);
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("timeout " + timeout + " is not positive");
        }
        Deadline deadline = timeout == null ? Deadline.NEVER : Deadline.after(timeout);
        requireOpen();
        try (Cancellation cancellation = new Cancellation()) {
            running.add(cancellation);
            try {
                CommandRun run = new CommandRun(parsed, deadline, this::space, cancellation);
                return onFreshThread("run", run, cancellation::request);
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
        return onFreshThread("start", () -> launch(program, words), () -> {});
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

    /**
     * Does something on a thread that ends with it: groups of processes begin with a thread.
     *
     * @param onInterrupt what makes it end soon when the caller is interrupted
     */
    private <T> T onFreshThread(String name, Callable<T> task, Runnable onInterrupt) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = host.newThread(future);
        thread.setName("vdestack-" + stack + "-" + name);
        thread.start();
        return Waits.result(future, onInterrupt);
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

package net.vdestack.linux.command;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import net.vdestack.api.CommandLine;
import net.vdestack.api.CommandResult;
import net.vdestack.api.CommandResult.Result;
import net.vdestack.linux.namespace.Opener;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/** One run: its commands one after the other, on a host thread of its own. */
final class CommandRun implements Callable<CommandResult> {
    private static final int TIMED_OUT = 124;
    private static final int CANNOT_EXECUTE = 126;
    private static final int CANNOT_START = 127;
    private static final Redirect NO_INPUT = Redirect.from(new File("/dev/null"));

    private final List<List<String>> commands;
    private final IntFunction<OutputSink> sinks;
    private final Deadline deadline;
    private final Opener<ProcessSpace> spaces;
    private final Cancellation cancellation;
    /** Whether a command was still running when time ran out. */
    private boolean timedOut;

    /** How a command came to its end. */
    private enum End {
        EXITED,
        OUT_OF_TIME,
        CANCELLED
    }

    /**
     * Prepares it.
     *
     * @param sinks where what a command writes goes, by its index
     * @param cancellation the caller's, to close when the run has ended
     */
    CommandRun(
            CommandLine commands,
            Deadline deadline,
            Opener<ProcessSpace> spaces,
            IntFunction<OutputSink> sinks,
            Cancellation cancellation) {
        this.commands = commands.commands();
        this.sinks = sinks;
        this.deadline = deadline;
        this.spaces = spaces;
        this.cancellation = cancellation;
    }

    /**
     * Runs the commands. The thread is not to be used for anything else afterwards.
     *
     * @throws InterruptedIOException if cancelled; all that was started has been killed
     */
    @Override
    public CommandResult call() throws IOException {
        // before the group: the space's first process must not belong to it
        ProcessSpace space = spaces.open();
        List<Result> results = new ArrayList<>();
        try (ProcessGroup group = ProcessGroup.enter()) {
            for (List<String> argv : commands) {
                if (deadline.hasPassed()) {
                    group.kill();
                    return new CommandResult(TIMED_OUT, true, results);
                }
                Result result = run(argv, sinks.apply(results.size()), space, group);
                results.add(result);
                if (timedOut) {
                    return new CommandResult(TIMED_OUT, true, results);
                }
                if (result.exitCode() != 0) {
                    break;
                }
            }
        }
        return new CommandResult(results.get(results.size() - 1).exitCode(), false, results);
    }

    private Result run(List<String> argv, OutputSink sink, ProcessSpace space, ProcessGroup group) throws IOException {
        long start = System.nanoTime();
        String program;
        try {
            program = SearchPath.find(argv.get(0));
        } catch (SearchPath.NotFoundException e) {
            sink.add(1, StandardCharsets.UTF_8.encode(e.getMessage()));
            return result(argv, CANNOT_START, "", e.getMessage(), start);
        }
        try (CommandOutput output = new CommandOutput(sink)) {
            Process process = group.start(output.redirect(new ProcessBuilder(space.enter(program, argv)))
                    .redirectInput(NO_INPUT));
            output.onStarted();
            int exitCode = await(process, output, group);
            sink.end();
            return result(argv, exitCode, output.out(), output.err(), start);
        }
    }

    private static Result result(List<String> argv, int exitCode, String out, String err, long start) {
        return new Result(argv, exitCode, out, err, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Whatever goes wrong, nothing is left behind that nobody waits for. */
    private int await(Process process, CommandOutput output, ProcessGroup group) throws IOException {
        End end = End.CANCELLED;
        try {
            end = watch(process, output);
        } finally {
            if (end != End.EXITED) {
                group.kill();
            }
        }
        if (end == End.CANCELLED || cancellation.isRequested()) {
            group.kill();
            throw new InterruptedIOException("interrupted; the commands have been killed");
        }
        output.drain();
        if (end == End.OUT_OF_TIME) {
            timedOut = true;
            return TIMED_OUT;
        }
        int exitCode = exitCode(process);
        if (exitCode == 1 && output.err().startsWith("nsenter: ")) {
            throw new IOException(
                    "cannot start a command in the stack: " + output.err().trim());
        }
        // setpriv(1) found no way to execute it: its interpreter, its format, a directory on the way
        return exitCode == CANNOT_EXECUTE && output.err().startsWith("setpriv: ") ? CANNOT_START : exitCode;
    }

    private End watch(Process process, CommandOutput output) throws IOException {
        int descriptor = Syscalls.openProcess(process.pid());
        if (descriptor == -Errno.ESRCH.number()) {
            return End.EXITED;
        }
        try (Fd handle = Fd.adopt(Syscalls.check(descriptor, "pidfd_open"))) {
            output.watchProcess(handle.number());
            output.watchCancel(cancellation.descriptor());
            for (; ; ) {
                output.await(deadline.pollMillis());
                if (output.isCancelled()) {
                    return End.CANCELLED;
                }
                if (output.processEnded()) {
                    return End.EXITED;
                }
                if (deadline.hasPassed()) {
                    return End.OUT_OF_TIME;
                }
            }
        }
    }

    /** Of a process that has ended: the JDK only has to notice. */
    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
    }
}

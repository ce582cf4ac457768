package net.vdestack.linux.command;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Pipe;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Both output streams of a process, read by the thread that waits for it. Confined to that thread.
 *
 * <p>Its own pipes instead of the JDK's: those can only be read by threads that block, and such a thread stays for as
 * long as any daemon keeps the pipe open.
 */
final class CommandOutput implements AutoCloseable {
    private static final int LIMIT = 1 << 20;
    /** As much as a pipe holds, unless told otherwise. */
    private static final int CHUNK = 64 * 1024;
    /** How long a daemon left behind may keep silent before it is left alone with its pipe. */
    private static final int SILENCE_MILLIS = 100;

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int STREAMS = 2;
    private static final int PROCESS = 2;
    private static final int CANCEL = 3;

    private final Pipe[] pipes = new Pipe[STREAMS];
    private final OutputSink sink;
    private final KeptOutput[] kept = {new KeptOutput(LIMIT), new KeptOutput(LIMIT)};
    private final boolean[] ended = new boolean[STREAMS];
    private final PollSet poll;
    private final NativeMemory chunk;

    /** How long the sink has held us up. */
    private long heldUpNanos;

    /** Output that is only kept. */
    CommandOutput() throws IOException {
        this(OutputSink.NONE);
    }

    /** @param sink has all of it, kept or not */
    CommandOutput(OutputSink sink) throws IOException {
        this.sink = sink;
        poll = new PollSet(4);
        try {
            chunk = NativeMemory.allocate(CHUNK);
        } catch (IOException e) {
            poll.close();
            throw e;
        }
        try {
            for (int i = 0; i < STREAMS; i++) {
                pipes[i] = Pipe.open();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Has the process write here. */
    ProcessBuilder redirect(ProcessBuilder builder) {
        return builder.redirectOutput(sink(pipes[0])).redirectError(sink(pipes[1]));
    }

    /** The JDK opens the file and gives its own descriptor to the process. */
    private static Redirect sink(Pipe pipe) {
        return Redirect.to(new File("/proc/self/fd/" + pipe.sink().number()));
    }

    /** To be called once the process has been started: from now on only it keeps the pipes open. */
    void onStarted() {
        for (Pipe pipe : pipes) {
            pipe.sink().close();
        }
    }

    /** Watches for the end of a process, too. */
    void watchProcess(int descriptor) {
        poll.watch(PROCESS, descriptor, PollSet.POLLIN);
    }

    /** Watches for someone who cancels. */
    void watchCancel(int descriptor) {
        poll.watch(CANCEL, descriptor, PollSet.POLLIN);
    }

    boolean processEnded() {
        return poll.ready(PROCESS) != 0;
    }

    boolean isCancelled() {
        return poll.ready(CANCEL) != 0;
    }

    /**
     * Waits until there is output or something else that is watched happens; reads the output.
     *
     * @return whether anything happened in that time
     */
    boolean await(int timeoutMillis) throws IOException {
        for (int i = 0; i < STREAMS; i++) {
            poll.watch(i, ended[i] ? -1 : pipes[i].source().number(), PollSet.POLLIN);
        }
        boolean any = poll.poll(timeoutMillis) > 0;
        for (int i = 0; i < STREAMS; i++) {
            if (poll.ready(i) != 0) {
                read(i);
            }
        }
        return any;
    }

    private void read(int stream) throws IOException {
        int length = Syscalls.check(
                Syscalls.read(pipes[stream].source().number(), chunk.address(), CHUNK), "read(output of a command)");
        if (length == 0) {
            ended[stream] = true;
        } else {
            kept[stream].add(chunk.buffer().duplicate().limit(length));
            heldUpNanos += sink.add(stream, chunk.buffer().duplicate().limit(length));
        }
    }

    /** Reads what a process that has ended left in the pipes; waits a little for those it left behind. */
    void drain() throws IOException {
        watchProcess(-1);
        watchCancel(-1);
        Deadline deadline = Deadline.after(LAST_WORDS);
        long before = heldUpNanos;
        while (isOpen() && !deadline.later(heldUpNanos - before).hasPassed()) {
            if (!await(SILENCE_MILLIS)) {
                return;
            }
        }
    }

    /** Whether someone may still write. */
    boolean isOpen() {
        return !(ended[0] && ended[1]);
    }

    /** What has been written to standard output. */
    String out() {
        return kept[0].text();
    }

    /** What has been written to standard error. */
    String err() {
        return kept[1].text();
    }

    @Override
    public void close() {
        for (Pipe pipe : pipes) {
            if (pipe != null) {
                pipe.close();
            }
        }
        chunk.close();
        poll.close();
    }
}

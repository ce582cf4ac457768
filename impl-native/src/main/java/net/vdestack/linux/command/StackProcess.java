package net.vdestack.linux.command;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A command that was started in a stack. {@link #destroy} and {@link #destroyForcibly} end it with all it has started.
 * When the command itself has ended, what it left behind lives on until it is destroyed or the stack is closed.
 *
 * <p>{@link #toHandle}, and what the JDK derives from it, is the command alone.
 */
final class StackProcess extends Process {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** nsenter(1), which waits for the command and ends as it does. */
    private final Process launcher;

    private final ProcessGroup group;
    private final ThreadFactory host;
    /** The command's; 0 until somebody asks. */
    private long pid;

    StackProcess(Process launcher, ProcessGroup group, ThreadFactory host) {
        this.launcher = launcher;
        this.group = group;
        this.host = host;
    }

    /**
     * Lets go of the group if nobody is left in it.
     *
     * @return whether it did
     */
    boolean releaseIfEnded() {
        boolean ended = group.isEmpty();
        if (ended) {
            group.close();
        }
        return ended;
    }

    /** Kills what there is, without waiting. */
    void kill() {
        group.signal(ProcessGroup.SIGKILL);
        group.resumeLauncher();
    }

    /** The stack's processes have been killed: only the launcher may have to be told. */
    void onSpaceEnded(Duration limit) {
        group.resumeLauncher();
        Ending.await(launcher, limit);
        group.close();
    }

    /** Sends SIGTERM to the command and all it has started, and SIGKILL to what is left after a second. */
    @Override
    public void destroy() {
        inHost(() -> {
            // one that is not born yet could not hear it
            findCommand();
            group.signal(ProcessGroup.SIGTERM);
            group.resumeLauncher();
            group.awaitEmpty(GRACE);
            group.kill();
        });
    }

    /** Sends SIGKILL to the command and all it has started. */
    @Override
    public Process destroyForcibly() {
        inHost(group::kill);
        return this;
    }

    /** Whoever destroys need not wait, and may be a virtual thread. */
    private void inHost(Runnable task) {
        if (!group.isClosed()) {
            host.newThread(task).start();
        }
    }

    /** {@code true}: {@link #destroy} asks first. */
    @Override
    public boolean supportsNormalTermination() {
        return true;
    }

    /**
     * The command's number as the host counts, not as the stack's processes see it. The number of the nsenter(1) that
     * waits for it if the command had already ended when first asked.
     */
    @Override
    public synchronized long pid() {
        if (pid == 0) {
            pid = findCommand().map(ProcessHandle::pid).orElseGet(launcher::pid);
        }
        return pid;
    }

    /** It is born a moment after nsenter(1) has been started. */
    private Optional<ProcessHandle> findCommand() {
        Deadline deadline = Deadline.after(GRACE);
        Optional<ProcessHandle> command = launcher.children().findFirst();
        while (command.isEmpty() && launcher.isAlive() && !deadline.hasPassed()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            command = launcher.children().findFirst();
        }
        return command;
    }

    @Override
    public ProcessHandle toHandle() {
        return ProcessHandle.of(pid()).orElseGet(launcher::toHandle);
    }

    @Override
    public OutputStream getOutputStream() {
        return launcher.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return launcher.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return launcher.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        return launcher.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return launcher.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
        return launcher.exitValue();
    }

    @Override
    public boolean isAlive() {
        return launcher.isAlive();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return launcher.onExit().thenApply(ended -> this);
    }

    @Override
    public String toString() {
        return "StackProcess[nsenter=" + launcher.pid() + ", alive=" + isAlive() + "]";
    }
}

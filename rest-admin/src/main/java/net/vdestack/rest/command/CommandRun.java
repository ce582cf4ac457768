package net.vdestack.rest.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import net.vdestack.api.CommandResult;

/** A run of commands on a thread of its own, so that it can be ended. Thread safe. */
public final class CommandRun {
    private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
    private final Thread thread;

    /**
     * Prepares it.
     *
     * @param stack where they run, for the thread's name
     * @param run runs the commands, and ends them when its thread is interrupted
     */
    public CommandRun(String stack, Callable<CommandResult> run) {
        thread = new Thread(() -> complete(run), "vdestack-rest-command-" + stack);
        thread.setDaemon(true);
    }

    private void complete(Callable<CommandResult> run) {
        try {
            result.complete(run.call());
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Ends it: what it has started is killed. */
    public void cancel() {
        thread.interrupt();
    }

    /** Waits for its end, at most that long; returns whether it has ended. */
    public boolean await(Duration time) throws InterruptedException {
        thread.join(time.toMillis());
        return hasEnded();
    }

    /** Does something once it has ended, on its thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // what came of it is in the other one
    void onEnd(Runnable action) {
        result.whenComplete((any, failure) -> action.run());
    }

    boolean hasEnded() {
        return result.isDone();
    }

    /** What came of it, or what it has thrown. It has ended. */
    public CommandResult result() throws Exception {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }
}

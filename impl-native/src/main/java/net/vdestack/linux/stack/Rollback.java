package net.vdestack.linux.stack;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** The way back from a change that fails half-way. Not thread safe. */
final class Rollback {
    private static final Logger LOG = System.getLogger(Rollback.class.getName());

    private final String stack;
    private final Deque<Step> steps = new ArrayDeque<>();

    /** A step back. */
    interface Step {
        void run() throws IOException;
    }

    /** @param stack its name, for messages */
    Rollback(String stack) {
        this.stack = stack;
    }

    /** Remembers how to take back what has just been done. */
    void push(Step step) {
        steps.push(step);
    }

    /**
     * Takes everything back, the latest first. A step that fails is no reason to leave out the next.
     *
     * @param cause why; is given what fails
     */
    void run(Throwable cause) {
        for (Step step : steps) {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "stack {0}: taking back a change that failed: {1}", stack, e.getMessage());
                cause.addSuppressed(e);
            }
        }
        steps.clear();
    }
}

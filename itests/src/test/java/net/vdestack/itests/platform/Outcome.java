package net.vdestack.itests.platform;

import java.io.Serializable;

/**
 * What became of a task.
 *
 * @param value what it returned; null if it failed or returned null
 * @param failure what it threw; null if it did not
 */
record Outcome(Object value, Throwable failure) implements Serializable {
    static Outcome of(Object value) {
        return new Outcome(value, null);
    }

    static Outcome failed(Throwable failure) {
        return new Outcome(null, failure);
    }
}

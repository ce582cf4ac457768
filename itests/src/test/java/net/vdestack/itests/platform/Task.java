package net.vdestack.itests.platform;

import java.io.Serializable;

/**
 * A piece of a test that runs inside the framework. What it captures and returns travels, so it must be serializable.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface Task<T> extends Serializable {
    T call(Inside inside) throws Exception;

    /** A task that returns nothing. */
    @FunctionalInterface
    interface Story extends Task<Void> {
        void run(Inside inside) throws Exception;

        @Override
        default Void call(Inside inside) throws Exception {
            run(inside);
            return null;
        }
    }
}

package net.vdestack.linux.namespace;

import java.io.IOException;

/**
 * Opens something in the calling thread's namespace. Must not start a thread and must not keep the calling one: the
 * thread may be a guest in a stack.
 */
@FunctionalInterface
public interface Opener<T> {
    /** Opens it. */
    T open() throws IOException;
}

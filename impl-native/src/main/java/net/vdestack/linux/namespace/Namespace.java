package net.vdestack.linux.namespace;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import net.vdestack.linux.syscall.Fd;

/**
 * A network namespace of a stack, and all that one can do in it. The modes of {@link net.vdestack.api.StackMode} differ
 * behind this interface and nowhere else. Thread safe.
 */
public interface Namespace extends AutoCloseable {
    /** Which namespace it is; equal for two that are the same. */
    String identity();

    /** Whether the calling thread lives here. */
    boolean isHome();

    /** The namespace's descriptor, borrowed until {@link #close}. */
    int descriptor();

    /** A path through which another process can enter it, for as long as it is open. */
    String path();

    /**
     * Opens a JDK channel or socket here.
     *
     * @param opener must make the descriptor at once, start no thread and not block
     */
    <T> T open(Opener<T> opener) throws IOException;

    /** socket(2) here, close-on-exec. */
    Fd openSocket(int domain, int type, int protocol) throws IOException;

    /** open(2) by a thread that is here, for devices that belong to their opener's namespace. */
    Fd openFile(String path, int flags) throws IOException;

    /**
     * Runs a task on a fresh thread of the namespace while the caller waits, with the caller's context class loader.
     *
     * @throws UnsupportedOperationException where no thread can live here
     */
    <T> T call(Callable<T> task) throws Exception;

    /**
     * Makes threads that live here.
     *
     * @throws UnsupportedOperationException where no thread can live here
     */
    ThreadFactory threadFactory();

    /** Interrupts the threads that were started here and waits for them, at most until the deadline. */
    void interruptThreads(long deadlineNanos);

    /** Lets go of the namespace. Nobody may be using it. */
    @Override
    void close();
}

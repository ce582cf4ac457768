package net.vdestack.linux.namespace;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Lets the calling thread visit a namespace for the moment it takes to open a descriptor there: a hundredth of a
 * millisecond, against a tenth for asking another thread.
 *
 * <p>Only platform threads that live in the host may hop, and only while the way back is known to work. Everyone else
 * asks a thread that lives in the namespace: a virtual thread would move its carrier, and a thread of another stack
 * would come back to the wrong place.
 */
final class Hop {
    /** Thread.isVirtual(), which Java 17 does not have. */
    private static final MethodHandle IS_VIRTUAL = findIsVirtual();

    private final Fd host;
    private final Return wayBack;
    /** Looked up once for each thread: threads do not move but through here. */
    private final ThreadLocal<Boolean> livesInHost = ThreadLocal.withInitial(Hop::isInHost);

    private volatile boolean allowed;

    /** Moves the calling thread out of the host, or throws and leaves it there. */
    interface Departure {
        void leave() throws IOException;
    }

    /** setns(2) to the host; a test lets it fail. */
    interface Return {
        void to(Fd host) throws IOException;
    }

    /**
     * @param host the host's namespace, this object's to keep open
     * @param allowed whether a thread that leaves the host may come back
     */
    Hop(Fd host, boolean allowed, Return wayBack) {
        this.host = host;
        this.allowed = allowed;
        this.wayBack = wayBack;
    }

    private static MethodHandle findIsVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new AssertionError("Thread.isVirtual throws nothing", e);
        }
    }

    private static boolean isInHost() {
        try {
            return NamespaceFiles.ofThisThread().equals(NamespaceFiles.ofHost());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the calling thread may hop. */
    boolean mayHop() {
        return allowed && !isVirtual(Thread.currentThread()) && livesInHost.get();
    }

    /** Opens something in the namespace and returns to the host. */
    <T> T into(Fd namespace, Opener<T> opener) throws IOException {
        return away(() -> Syscalls.setNetworkNamespace(namespace), opener);
    }

    /** Opens something where a departure leads to and returns to the host. */
    <T> T away(Departure departure, Opener<T> opener) throws IOException {
        departure.leave();
        T opened;
        try {
            opened = opener.open();
        } catch (Throwable e) {
            comeBack(null, e);
            throw e;
        }
        comeBack(opened, null);
        return opened;
    }

    /** After one retry the thread is lost, so nobody hops any more: a second lost thread would help no one. */
    private void comeBack(Object opened, Throwable failure) {
        try {
            wayBack.to(host);
        } catch (Throwable first) {
            try {
                wayBack.to(host);
            } catch (Throwable second) {
                allowed = false;
                livesInHost.set(false);
                second.addSuppressed(first);
                if (failure != null) {
                    second.addSuppressed(failure);
                }
                closeQuietly(opened, second);
                throw new IllegalThreadStateError(
                        "thread '" + Thread.currentThread().getName() + "' is stuck in a stack's network namespace:"
                                + " end it; sockets are opened by other threads from now on",
                        second);
            }
        }
    }

    private static void closeQuietly(Object opened, Throwable failure) {
        if (opened instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** A thread cannot leave a stack. An Error, since going on would open sockets in the wrong place. */
    static final class IllegalThreadStateError extends Error {
        private static final long serialVersionUID = 1L;

        IllegalThreadStateError(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

package net.vdestack.api;

import java.io.IOException;

/**
 * The kernel refused a call. The message reads like {@code bind(10.0.0.1:80): EADDRINUSE (Address already in use)}.
 *
 * <p>Error numbers are those of errno(3) on Linux.
 */
public final class SyscallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;
    private final String errnoName;

    /**
     * For the implementation.
     *
     * @param call the call with its telling arguments, such as {@code setns(stack blue)}
     * @param errno the error number
     * @param errnoName its symbolic name, such as {@code EPERM}
     * @param description what strerror(3) says of it, with a remedy where there is one
     */
    public SyscallException(String call, int errno, String errnoName, String description) {
        super(call + ": " + errnoName + " (" + description + ")");
        this.call = call;
        this.errno = errno;
        this.errnoName = errnoName;
    }

    /** The call that failed, with its telling arguments. */
    public String call() {
        return call;
    }

    /** The error number. */
    public int errno() {
        return errno;
    }

    /** The symbolic name of the error number, such as {@code EPERM}. */
    public String errnoName() {
        return errnoName;
    }
}

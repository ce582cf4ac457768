package net.vdestack.launcher;

/** Why the platform does not start, in words for whoever started it. */
final class LaunchException extends Exception {
    /** The start failed. */
    static final int FAILED = 1;
    /** The command line is wrong; nothing was tried. */
    static final int MISUSED = 2;

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private LaunchException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static LaunchException failed(String message) {
        return new LaunchException(FAILED, message, null);
    }

    static LaunchException failed(String message, Throwable cause) {
        return new LaunchException(FAILED, message + ": " + reason(cause), cause);
    }

    static LaunchException misused(String message) {
        return new LaunchException(MISUSED, message + " (see --help)", null);
    }

    int exitCode() {
        return exitCode;
    }

    /** What was wrong in the first place: the words of the innermost cause that has any. */
    static String reason(Throwable failure) {
        String reason = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = describe(cause);
            }
        }
        return reason;
    }

    /** Some messages are the name of a file or class alone, and say nothing without the exception's. */
    private static String describe(Throwable cause) {
        String message = cause.getMessage().strip();
        return message.contains(" ") ? message : cause.getClass().getSimpleName() + ": " + message;
    }
}

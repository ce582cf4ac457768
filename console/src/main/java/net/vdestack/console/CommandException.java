package net.vdestack.console;

/** A command has failed. The message is all that there is to say, in one line. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }

    CommandException(String message) {
        this(message, null);
    }
}

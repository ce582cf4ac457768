package net.vdestack.ctl.shell;

import java.io.IOException;

/** What we print cannot be written. */
public final class OutputException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean unread;

    OutputException(IOException cause, boolean unread) {
        super("cannot write the output: " + cause.getMessage(), cause);
        this.unread = unread;
    }

    /** Whether it is since nobody reads it any more, as in {@code vdestackctl events | head -1}. */
    public boolean isUnread() {
        return unread;
    }
}

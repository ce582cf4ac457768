package net.vdestack.ctl.shell;

import java.io.IOException;

/** Nobody reads what we print any more, as in {@code vdestackctl events | head -1}. */
public final class OutputClosedException extends IOException {
    private static final long serialVersionUID = 1;

    public OutputClosedException() {
        super("nobody reads the output");
    }
}

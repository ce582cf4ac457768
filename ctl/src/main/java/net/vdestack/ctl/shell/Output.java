package net.vdestack.ctl.shell;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, buffered, in UTF-8 as JSON is, whatever the locale. Knows why it could not write. */
public final class Output extends PrintStream {
    private static final int BUFFER = 1 << 16;

    private final Target target;
    private final boolean pipe;

    /** Remembers the first failure, which a PrintStream keeps for itself. */
    private static final class Target extends FilterOutputStream {
        private IOException failure;

        Target(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    /**
     * To a stream.
     *
     * @param pipe whether it is a pipe or a socket, where a write that fails says that the reader has gone: an
     *     IOException tells no errno, and its words are those of the locale
     */
    public Output(OutputStream out, boolean pipe) {
        this(new Target(out), pipe);
    }

    private Output(Target target, boolean pipe) {
        super(new BufferedOutputStream(target, BUFFER), false, StandardCharsets.UTF_8);
        this.target = target;
        this.pipe = pipe;
    }

    /** Brings out what has been printed; throws if any of it could not be written. */
    void bringOut() throws OutputException {
        flush();
        if (target.failure != null) {
            throw new OutputException(target.failure, pipe);
        }
    }
}

package net.vdestack.api;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what commands write, as they write it: {@link NetworkStack#run(CommandLine, java.time.Duration,
 * CommandListener)}.
 */
@ConsumerType
@FunctionalInterface
public interface CommandListener {
    /** Where a command writes to. */
    enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }

    /**
     * A command has written something, or could not be started, the reason for which is told as standard error.
     *
     * @param index which of the commands, from 0
     * @param text some of what it wrote, decoded as UTF-8; characters are whole, lines need not be; never empty
     * @throws IOException ends the run: everything started is killed, and {@code run} throws it
     */
    void output(int index, Stream stream, String text) throws IOException;
}

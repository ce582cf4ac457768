package net.vdestack.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Standard input as a service, for the console. Nothing ends a thread that reads from a terminal, so one of ours does
 * that, for as long as there is input; whoever has the service can be interrupted, and finds what came before.
 */
final class StandardInput implements Runnable {
    private static final Logger LOGGER = System.getLogger(StandardInput.class.getName());

    private final InputStream source;
    private final OutputStream target;

    private StandardInput(InputStream source, OutputStream target) {
        this.source = source;
        this.target = target;
    }

    /** Begins to read, and registers what is read. */
    static void offer(BundleContext context) {
        try {
            PipedInputStream input = new PipedInputStream();
            StandardInput standard = new StandardInput(System.in, new PipedOutputStream(input));
            Thread thread = new Thread(standard, "vdestack-stdin");
            thread.setDaemon(true);
            thread.start();
            context.registerService(
                    InputStream.class, input, FrameworkUtil.asDictionary(Map.of("vdestack.terminal", "true")));
        } catch (IOException e) {
            throw new AssertionError("a new pipe is not connected", e);
        }
    }

    @Override
    public void run() {
        byte[] read = new byte[1024];
        try (target) {
            for (int length = source.read(read); length >= 0; length = source.read(read)) {
                target.write(read, 0, length);
                // wakes the reader, who would look once a second
                target.flush();
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "no more of standard input: {0}", e.getMessage());
        }
    }
}

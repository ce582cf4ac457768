package net.vdestack.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes commands from the terminal that the platform was started in, when the launcher offers it: with
 * {@code --console}, once all is up. The end of the input, or {@code exit}, ends the platform, which has nobody left to
 * talk to.
 *
 * <p>What the launcher calls when Ctrl-C is typed ends what runs, and not the platform.
 */
@Component(service = Runnable.class, property = "vdestack.signal=INT", immediate = true)
public final class Terminal implements Runnable {
    private static final Logger LOG = System.getLogger(Terminal.class.getName());
    private static final String PROMPT = "vdestack> ";

    private final Bundle platform;
    private final InputStream input;
    // never closed: the descriptors are the process's
    private final PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    private final PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    private final CommandSession session;
    private volatile boolean closed;
    private final Thread thread = new Thread(this::serve, "vdestack-console");

    /**
     * Called by Declarative Services.
     *
     * @param input waits for what is typed, and no longer when the thread is interrupted
     */
    @Activate
    public Terminal(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference(target = "(vdestack.terminal=true)") InputStream input) {
        this.platform = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.input = input;
        this.session = processor.createSession(input, output, errors);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (!closed) {
                Optional<String> line = nextLine();
                if (line.isEmpty() || line.get().equals("exit")) {
                    endPlatform();
                    return;
                }
                execute(line.get());
            }
        } catch (InterruptedIOException e) {
            LOG.log(Level.DEBUG, "the console ends", e);
        } catch (IOException | BundleException e) {
            LOG.log(Level.WARNING, "the console has failed", e);
        }
    }

    /** Unless it is ending already: a terminal that is closed sends a signal, too. */
    private void endPlatform() throws BundleException {
        if (platform.getState() == Bundle.ACTIVE) {
            platform.stop();
        }
    }

    /** Reads no further, since the rest may be for a command; empty at the end. */
    private Optional<String> nextLine() throws IOException {
        output.print(PROMPT);
        output.flush();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = input.read();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            octet = input.read();
        }
        return octet < 0 && line.size() == 0
                ? Optional.empty()
                : Optional.of(line.toString(UTF_8).strip());
    }

    private void execute(String line) {
        try {
            Object result = session.execute(line);
            if (result != null) {
                output.println(session.format(result, Converter.INSPECT));
            }
        } catch (Exception e) { // commands are anybody's, and may throw anything
            errors.println(reason(e));
        }
    }

    private static String reason(Exception e) {
        if (e instanceof InterruptedException) {
            return "interrupted";
        }
        return e instanceof CommandException
                ? e.getMessage()
                : OneLine.of(e.getClass().getSimpleName() + ": " + e.getMessage());
    }

    @Override
    public void run() {
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        } else {
            output.print("\n(exit, or Ctrl-D, ends the platform)\n" + PROMPT);
            output.flush();
        }
    }

    /** Does not wait: what is executed may be what stops this. */
    @Deactivate
    void close() {
        closed = true;
        thread.interrupt();
        session.close();
    }
}

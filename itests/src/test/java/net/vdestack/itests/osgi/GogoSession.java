package net.vdestack.itests.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import net.vdestack.itests.platform.Inside;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;

/** A session of the console, whose user sees what is written and what is returned. */
final class GogoSession implements AutoCloseable {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CommandSession session;

    private GogoSession(CommandProcessor processor) {
        PrintStream terminal = new PrintStream(written, true, UTF_8);
        session = processor.createSession(InputStream.nullInputStream(), terminal, terminal);
    }

    /** One in which the commands for stacks are known, as they are a moment after what they need has come. */
    static GogoSession open(Inside inside) throws Exception {
        GogoSession opened = new GogoSession(inside.service(CommandProcessor.class));
        inside.await("the commands", () -> opened.session.get("stack:list") != null);
        return opened;
    }

    /** What the user sees of a line that is executed. Throws what the line throws. */
    String execute(String line) throws Exception {
        written.reset();
        Object result = session.execute(line);
        if (result != null) {
            written.writeBytes(
                    session.format(result, Converter.INSPECT).toString().getBytes(UTF_8));
        }
        return seen();
    }

    /** What the user has seen of the line so far. */
    String seen() {
        return written.toString(UTF_8);
    }

    /** As by Ctrl-C; returns whether there was something to end. */
    boolean interrupt() {
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
        return job != null;
    }

    @Override
    public void close() {
        session.close();
    }
}

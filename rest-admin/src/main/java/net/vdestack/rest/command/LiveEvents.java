package net.vdestack.rest.command;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Function;
import net.vdestack.api.CommandListener;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.json.Json;
import net.vdestack.rest.stream.Pipe;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.view.CommandOutput;
import net.vdestack.rest.view.CommandReply;

/**
 * What commands write, as server-sent events, and how they end. When the client is slow, the commands wait; when it
 * goes, they are ended.
 */
public final class LiveEvents {
    private static final Logger LOG = System.getLogger(LiveEvents.class.getName());

    private final CommandRun run;
    private final Function<Throwable, Problem> problems;
    private final Pipe pipe;

    /**
     * Events of a run that begins with {@link #start} and ends with the stream.
     *
     * @param runs makes it, with who is to hear of its output
     * @param problems what the client reads when it fails
     */
    public LiveEvents(Function<CommandListener, CommandRun> runs, Function<Throwable, Problem> problems) {
        this.run = runs.apply(this::tellOutput);
        this.problems = problems;
        this.pipe = new Pipe(ServerSentEvents::heartbeat, run::cancel);
        run.onEnd(this::tellEnd);
    }

    /** The events. */
    public Source source() {
        return pipe;
    }

    /** Begins to run. */
    public void start() {
        run.start();
    }

    private void tellOutput(int index, CommandListener.Stream stream, String text) throws IOException {
        tell(stream.name().toLowerCase(Locale.ROOT), new CommandOutput(index, text));
    }

    private void tellEnd() {
        try (pipe) {
            try {
                tell("exit", CommandReply.withoutOutput(run.result()));
            } catch (Exception e) {
                tell("problem", problems.apply(e));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client of a run has gone", e);
        }
    }

    private void tell(String name, Record data) throws IOException {
        pipe.write(ByteBuffer.wrap(ServerSentEvents.event(name, Json.MAPPER.writeValueAsBytes(data))));
    }
}

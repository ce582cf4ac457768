package net.vdestack.rest.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.json.Json;
import net.vdestack.rest.stream.Pipe;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.view.CommandReply;

/**
 * The reply to commands that take their time. Until it is there, line breaks are sent, which JSON may begin with: when
 * they do not arrive, the client has gone, and its commands are ended.
 */
public final class LateReply {
    private static final byte[] LINE_BREAK = {'\n'};

    private LateReply() {}

    /**
     * A reply, once there is one.
     *
     * @param run has been started; ended with the stream
     * @param problems what the client reads when it fails
     */
    public static Source to(CommandRun run, Function<Throwable, Problem> problems) {
        Pipe pipe = new Pipe(() -> LINE_BREAK, run::cancel);
        run.onEnd(() -> {
            try (pipe) {
                pipe.write(ByteBuffer.wrap(reply(run, problems)));
            } catch (IOException e) {
                throw new AssertionError("nobody else closes it", e);
            }
        });
        return pipe;
    }

    private static byte[] reply(CommandRun run, Function<Throwable, Problem> problems) {
        try {
            return Json.MAPPER.writeValueAsBytes(CommandReply.of(run.result()));
        } catch (Exception e) {
            return Json.MAPPER.writeValueAsBytes(problems.apply(e));
        }
    }
}

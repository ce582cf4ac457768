package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import net.vdestack.api.CommandListener;
import net.vdestack.api.CommandResult;
import net.vdestack.api.NetworkStack;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.command.CommandRun;
import net.vdestack.rest.command.LateReply;
import net.vdestack.rest.command.LiveEvents;
import net.vdestack.rest.http.Gate;
import net.vdestack.rest.http.Problem;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.stream.Place;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Streams;
import net.vdestack.rest.view.CommandReply;
import net.vdestack.rest.view.CommandRequest;
import net.vdestack.rest.view.Patterns;

/** Runs commands in a stack. Whether the client reads the reply or the output as it comes: when it goes, they end. */
@Path("/stacks/{name}/commands")
@AnswersProblems
@Consumes(MediaType.APPLICATION_JSON)
public final class CommandsResource {
    private static final CommandListener NOBODY = (index, stream, text) -> {};
    /** What takes longer is answered as a stream, so that a client that goes is noticed. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Stacks stacks;
    private final CommandPolicy policy;
    private final Streams streams;
    private final Metrics metrics;

    CommandsResource(Stacks stacks, CommandPolicy policy, Streams streams, Metrics metrics) {
        this.stacks = stacks;
        this.policy = policy;
        this.streams = streams;
        this.metrics = metrics;
    }

    /** Answers when they have ended. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresRole(Role.ADMIN)
    @Operation(
            operationId = "runCommands",
            summary = "Run commands in a stack",
            description = "Commands are run in order until one fails. They are ended when the client goes. If they take"
                    + " longer than 2 s, the status 200 and line breaks before the reply come earlier than the reply,"
                    + " which is a problem then if the commands cannot be run to their end.")
    @ApiResponse(
            responseCode = "200",
            description = "What came of them; with Accept: text/event-stream what they write as they write it, as"
                    + " events stdout and stderr, and in the end the event exit: the reply without output (or problem,"
                    + " if they cannot be run to their end).",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = CommandReply.class)),
                @Content(
                        mediaType = ServerSentEvents.MEDIA_TYPE,
                        schema = @Schema(types = "string"),
                        examples = @ExampleObject("event: stdout\ndata: {\"index\":0,\"text\":\"hello\\n\"}\n\n"))
            })
    public void run(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CommandRequest.class),
                                            examples = @ExampleObject("{\"command\":\"ip addr show; ip route\"}")))
                    byte[] body,
            @Parameter(hidden = true) @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws Exception {
        CommandRun run = prepared(name, body, request).apply(NOBODY);
        boolean handedOver = false;
        // before anything is started, which would be cancelled half-way if there were none then
        try (Place place = StreamAnswer.place(streams, request)) {
            run.start();
            if (run.await(SHORT)) {
                suspended.resume(CommandReply.of(run.result()));
            } else {
                streams.open(
                        place,
                        request.getAsyncContext(),
                        MediaType.APPLICATION_JSON,
                        LateReply.to(run, problems(request)));
            }
            handedOver = true;
        } finally {
            if (!handedOver) {
                run.cancel();
            }
        }
    }

    /** Answers with what they write as they write it. */
    @POST
    @Produces(ServerSentEvents.MEDIA_TYPE)
    @RequiresRole(Role.ADMIN)
    @Operation(hidden = true)
    public void stream(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            byte[] body,
            @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        LiveEvents events = new LiveEvents(prepared(name, body, request), problems(request));
        StreamAnswer.send(streams, request, suspended, ServerSentEvents.MEDIA_TYPE, events.source());
        events.start();
    }

    /** What a request asks for, as a run that has not begun. */
    private Function<CommandListener, CommandRun> prepared(String name, byte[] json, HttpServletRequest request) {
        if (!policy.allowed()) {
            throw new ProblemException(Status.FORBIDDEN, policy.refusal());
        }
        NetworkStack stack = stacks.up(name);
        CommandBody body = CommandBody.parse(json);
        request.setAttribute(Gate.COMMANDS, body.commands().commands());
        return listener -> new CommandRun(name, () -> counted(stack, body, listener));
    }

    private CommandResult counted(NetworkStack stack, CommandBody body, CommandListener listener) throws IOException {
        Metrics.Result outcome = Metrics.Result.FAILURE;
        try {
            CommandResult result = stack.run(body.commands(), body.timeout(), listener);
            if (result.timedOut()) {
                outcome = Metrics.Result.TIMEOUT;
            } else if (result.exitCode() == 0) {
                outcome = Metrics.Result.SUCCESS;
            }
            return result;
        } finally {
            metrics.ran(outcome);
        }
    }

    private static Function<Throwable, Problem> problems(HttpServletRequest request) {
        String path = request.getRequestURI();
        return thrown -> ProblemMapper.problem(thrown).problem(path);
    }
}

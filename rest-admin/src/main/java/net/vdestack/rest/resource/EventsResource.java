package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import net.vdestack.rest.events.EventLog;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Streams;

/** The life cycle of stacks and links. */
@Path("/events")
@AnswersProblems
public final class EventsResource {
    private final EventLog events;
    private final Streams streams;

    EventsResource(EventLog events, Streams streams) {
        this.events = events;
        this.streams = streams;
    }

    /** What happens from now on, or since an event that the client names. */
    @GET
    @Produces(ServerSentEvents.MEDIA_TYPE)
    @Operation(
            operationId = "streamEvents",
            summary = "What happens to stacks and links",
            description = "Server-sent events named stack and link, and reset where events are missing: read the stacks"
                    + " again then.")
    @ApiResponse(
            responseCode = "200",
            description = "Events until the client goes. One that does not read is cut after 10 s.",
            content =
                    @Content(
                            mediaType = ServerSentEvents.MEDIA_TYPE,
                            schema = @Schema(types = "string"),
                            examples =
                                    @ExampleObject(
                                            "id: 7f3a9c21-42\nevent: stack\ndata:"
                                                    + " {\"time\":\"2026-01-02T03:04:05Z\",\"stack\":\"blue\",\"state\":\"UP\"}\n\n")))
    public void stream(
            @Parameter(
                            description = "the last event that the client has: those after it come first",
                            schema = @Schema(pattern = "^[0-9a-z]+-[0-9]+$"))
                    @HeaderParam("Last-Event-ID")
                    String lastEventId,
            @Parameter(hidden = true) @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        StreamAnswer.send(streams, request, suspended, ServerSentEvents.MEDIA_TYPE, events.after(lastEventId));
    }
}

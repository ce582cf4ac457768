package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import net.vdestack.rest.statistics.Interval;
import net.vdestack.rest.statistics.Readings;
import net.vdestack.rest.statistics.StatsFeed;
import net.vdestack.rest.stream.ServerSentEvents;
import net.vdestack.rest.stream.Streams;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.StatsView;

/** Counters of all stacks. */
@Path("/stats")
@AnswersProblems
public final class StatsResource {
    private final Readings readings;
    private final StatsFeed feed;
    private final Streams streams;

    StatsResource(Readings readings, StatsFeed feed, Streams streams) {
        this.readings = readings;
        this.feed = feed;
        this.streams = streams;
    }

    /** As they are now. */
    @GET
    @Operation(operationId = "getStats", summary = "Counters of all stacks now")
    @ApiResponse(responseCode = "200", description = "The counters of each stack.", useReturnTypeSchema = true)
    @Produces(MediaType.APPLICATION_JSON)
    public Items<StatsView> get() {
        return readings.now();
    }

    /** As they are from now on. */
    @GET
    @Path("stream")
    @Produces(ServerSentEvents.MEDIA_TYPE)
    @Operation(
            operationId = "streamStats",
            summary = "Counters of all stacks, again and again",
            description = "Server-sent events named stats; the data of each is the body of GET /stats, in one line.")
    @ApiResponse(
            responseCode = "200",
            description = "Events until the client goes. One that does not read is cut after 10 s.",
            content =
                    @Content(
                            mediaType = ServerSentEvents.MEDIA_TYPE,
                            schema = @Schema(types = "string"),
                            examples = @ExampleObject("event: stats\ndata: {\"items\":[]}\n\n")))
    public void stream(
            @Parameter(
                            description = "the time between two events, in ms or s: 100ms at least",
                            schema = @Schema(pattern = Patterns.INTERVAL),
                            example = "500ms")
                    @QueryParam("interval")
                    @DefaultValue("1s")
                    String interval,
            @Parameter(hidden = true) @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        StreamAnswer.send(
                streams, request, suspended, ServerSentEvents.MEDIA_TYPE, feed.every(Interval.parse(interval)));
    }
}

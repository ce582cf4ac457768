package net.vdestack.rest.resource;

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
import net.vdestack.rest.view.StatsView;

/** Counters of all stacks. */
@Path("/stats")
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
    @Produces(MediaType.APPLICATION_JSON)
    public Items<StatsView> get() {
        return readings.now();
    }

    /** As they are from now on. */
    @GET
    @Path("stream")
    @Produces(ServerSentEvents.MEDIA_TYPE)
    public void stream(
            @QueryParam("interval") @DefaultValue("1s") String interval,
            @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        StreamAnswer.send(
                streams, request, suspended, ServerSentEvents.MEDIA_TYPE, feed.every(Interval.parse(interval)));
    }
}

package net.vdestack.rest.resource;

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
    public void stream(
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        StreamAnswer.send(streams, request, suspended, ServerSentEvents.MEDIA_TYPE, events.after(lastEventId));
    }
}

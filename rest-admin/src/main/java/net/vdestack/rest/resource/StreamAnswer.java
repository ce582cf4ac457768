package net.vdestack.rest.resource;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import net.vdestack.rest.stream.Place;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.stream.Streams;

/** How a resource answers with a stream: JAX-RS is told that the answer comes later, and it never comes from there. */
final class StreamAnswer {
    private StreamAnswer() {}

    /**
     * Hands the answer over.
     *
     * @param suspended of the same request
     */
    static void send(
            Streams streams, HttpServletRequest request, AsyncResponse suspended, String mediaType, Source source)
            throws IOException {
        if (!isForHead(request, suspended, mediaType)) {
            try (Place place = place(streams, request)) {
                streams.open(place, request.getAsyncContext(), mediaType, source);
            }
        }
    }

    /** One of the caller's. */
    static Place place(Streams streams, HttpServletRequest request) {
        return streams.place(request.getUserPrincipal().getName());
    }

    /** Answers a request for the head alone; returns whether it was one. */
    static boolean isForHead(HttpServletRequest request, AsyncResponse suspended, String mediaType) {
        if (!request.getMethod().equals("HEAD")) {
            return false;
        }
        suspended.resume(Response.ok()
                .type(mediaType)
                .header("Cache-Control", "no-store")
                .build());
        return true;
    }
}

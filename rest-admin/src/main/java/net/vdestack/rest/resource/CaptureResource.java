package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.time.Duration;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.NetworkStack;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.capture.Captures;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.stream.Source;
import net.vdestack.rest.stream.Streams;
import net.vdestack.rest.view.Patterns;

/** The frames of a link, live. */
@Path("/stacks/{name}/links/{link}/capture")
@AnswersProblems
public final class CaptureResource {
    /** Nobody waits for the end of that. */
    private static final long NO_LIMIT = 999_999_999;

    private final Stacks stacks;
    private final Captures captures;
    private final Streams streams;

    CaptureResource(Stacks stacks, Captures captures, Streams streams) {
        this.stacks = stacks;
        this.captures = captures;
        this.streams = streams;
    }

    /** What passes from now on. */
    @GET
    @Produces(Captures.MEDIA_TYPE)
    @RequiresRole(Role.ADMIN)
    @Operation(
            operationId = "capture",
            summary = "Capture the frames of a link, live",
            description = "For administrators. curl -H ... URL | wireshark -k -i -")
    @ApiResponse(
            responseCode = "200",
            description =
                    "pcapng, until the limits or the client end it. A client that does not read is cut after 10 s.",
            content = @Content(mediaType = Captures.MEDIA_TYPE, schema = @Schema(types = "string", format = "binary")))
    public void capture(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @Parameter(schema = @Schema(pattern = Patterns.LINK)) @PathParam("link") String link,
            @Parameter(
                            description = "how long it takes at most",
                            schema = @Schema(type = "integer", types = "integer", minimum = "1", maximum = "999999999"),
                            example = "10")
                    @QueryParam("seconds")
                    String seconds,
            @Parameter(
                            description = "how many it takes at most",
                            schema = @Schema(type = "integer", types = "integer", minimum = "1", maximum = "999999999"),
                            example = "100")
                    @QueryParam("packets")
                    String packets,
            @Parameter(hidden = true) @Suspended AsyncResponse suspended,
            @Context HttpServletRequest request)
            throws IOException {
        Duration time = Duration.ofSeconds(limit("seconds", seconds));
        long count = limit("packets", packets);
        NetworkStack stack = stacks.up(name);
        if (stack.spec().links().stream().map(LinkSpec::name).noneMatch(link::equals)) {
            throw new ProblemException(Status.NOT_FOUND, "stack '" + name + "' has no link '" + link + "'");
        }
        if (StreamAnswer.isForHead(request, suspended, Captures.MEDIA_TYPE)) {
            return;
        }
        Source source = captures.begin(stack, link, time, count);
        boolean sent = false;
        try {
            StreamAnswer.send(streams, request, suspended, Captures.MEDIA_TYPE, source);
            sent = true;
        } finally {
            if (!sent) {
                source.end();
            }
        }
    }

    private static long limit(String name, String text) {
        if (text == null) {
            return NO_LIMIT;
        }
        if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) == 0) {
            throw new IllegalArgumentException(name + " '" + text + "' is no number from 1 to " + NO_LIMIT);
        }
        return Long.parseLong(text);
    }
}

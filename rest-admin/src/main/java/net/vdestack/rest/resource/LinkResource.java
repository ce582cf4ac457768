package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import net.vdestack.api.LinkSpec;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.view.LinkView;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.SwapRequest;

/** A link of a stack, which is swapped to another network. */
@Path("/stacks/{name}/links/{link}")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class LinkResource {
    private final Stacks stacks;
    private final Metrics metrics;

    LinkResource(Stacks stacks, Metrics metrics) {
        this.stacks = stacks;
        this.metrics = metrics;
    }

    /** Plugs it into a network. */
    @PUT
    @Operation(operationId = "swapLink", summary = "Plug a link into another network; its connections stay")
    @ApiResponse(
            responseCode = "200",
            description = "It is there.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public LinkView swap(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @Parameter(schema = @Schema(pattern = Patterns.LINK)) @PathParam("link") String link,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = SwapRequest.class)))
                    byte[] body,
            @Context SecurityContext security,
            @Context Request request)
            throws IOException {
        String network = JsonBody.member(body, "network");
        return stacks.inTurn(name, () -> {
            NetworkStack stack = stacks.up(name);
            LinkSpec before = stack.spec().links().stream()
                    .filter(each -> each.name().equals(link))
                    .findFirst()
                    .orElseThrow(() -> notFound(name, link));
            Permission.requireChange(security.getUserPrincipal(), stack.spec());
            stacks.meetsConditions(name, request);
            try {
                Locator.parse(before.withNetwork(network).network());
                Permission.requireNetwork(security.getUserPrincipal(), network);
                connect(stack, link, network);
            } catch (IllegalArgumentException e) {
                throw JsonBody.invalid("/network", e.getMessage(), e);
            }
            return view(stack, link);
        });
    }

    private void connect(NetworkStack stack, String link, String network) throws IOException {
        try {
            stack.connect(link, network);
            metrics.swapped(Metrics.Result.SUCCESS);
        } catch (IOException e) {
            metrics.swapped(Metrics.Result.FAILURE);
            throw e;
        }
    }

    private static LinkView view(NetworkStack stack, String link) throws IOException {
        for (LinkStatus each : stack.links()) {
            if (each.name().equals(link)) {
                return LinkView.of(each);
            }
        }
        throw notFound(stack.name(), link);
    }

    private static ProblemException notFound(String stack, String link) {
        return new ProblemException(Status.NOT_FOUND, "stack '" + stack + "' has no link '" + link + "'");
    }
}

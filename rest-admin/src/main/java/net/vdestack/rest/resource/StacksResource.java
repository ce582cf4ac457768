package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.net.URI;
import net.vdestack.api.CommandLine;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackSpec;
import net.vdestack.rest.http.Gate;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.StackRequest;
import net.vdestack.rest.view.StackView;

/** Stacks: made, read, changed and deleted. */
@Path("/stacks")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class StacksResource {
    private final Stacks stacks;

    StacksResource(Stacks stacks) {
        this.stacks = stacks;
    }

    /** All of them, by name. */
    @GET
    @Operation(operationId = "listStacks", summary = "All stacks, sorted by name")
    @ApiResponse(responseCode = "200", description = "All of them.", useReturnTypeSchema = true)
    public Items<StackView> list() {
        return new Items<>(stacks.views());
    }

    /** Makes one; answers when it is up. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createStack", summary = "Create a stack, and wait until it is up")
    @ApiResponse(
            responseCode = "201",
            description = "It is up, or waits for a network.",
            content = @Content(schema = @Schema(implementation = StackView.class)))
    public Response create(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = StackRequest.class),
                                            examples =
                                                    @ExampleObject(
                                                            "{\"name\":\"blue\",\"links\":[{\"name\":\"vde0\",\"network\":\"lan://demo\"}],\"config\":\"eth,ip=10.0.0.1/24\"}")))
                    byte[] body,
            @Context ContainerRequestContext context,
            @Context UriInfo uri)
            throws IOException {
        StackSpec spec = stacks.documents().read(JsonBody.text(body));
        requirePermission(spec, context);
        return stacks.inTurn(
                spec.name(),
                () -> created(
                        stacks.registry().create(spec),
                        uri.getAbsolutePathBuilder().path(spec.name()).build()));
    }

    /** One of them. */
    @GET
    @Path("{name}")
    @Operation(operationId = "getStack", summary = "One stack as it is now")
    @ApiResponse(
            responseCode = "200",
            description = "The stack.",
            content = @Content(schema = @Schema(implementation = StackView.class)))
    public Response get(@Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name) {
        return answer(Response.ok(), stacks.view(name).orElseThrow(() -> notFound(name)));
    }

    /** Makes one, or changes it to match; answers when it does. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putStack", summary = "Create a stack, or change it to match")
    @ApiResponse(
            responseCode = "200",
            description = "It was there, and is as asked for.",
            content = @Content(schema = @Schema(implementation = StackView.class)))
    @ApiResponse(
            responseCode = "201",
            description = "It was not there, and is now.",
            content = @Content(schema = @Schema(implementation = StackView.class)))
    public Response put(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = StackRequest.class),
                                            examples =
                                                    @ExampleObject(
                                                            "{\"links\":[{\"name\":\"vde0\",\"network\":\"lan://demo\"}],\"config\":\"eth,ip=10.0.0.2/24\"}")))
                    byte[] body,
            @Context ContainerRequestContext context,
            @Context Request request,
            @Context UriInfo uri)
            throws IOException {
        StackSpec spec = stacks.documents().read(JsonBody.text(body), name);
        requirePermission(spec, context);
        return stacks.inTurn(
                name,
                () -> stacks.meetsConditions(name, request)
                        ? changed(stacks.registry().update(spec))
                        : created(stacks.registry().create(spec), uri.getAbsolutePath()));
    }

    /**
     * Ends one, when the kernel has let go. Does not wait for those who change it, which ends with it; unless it is to
     * be deleted only as it is.
     */
    @DELETE
    @Path("{name}")
    @Operation(operationId = "deleteStack", summary = "Delete a stack for good, and wait until the kernel has let go")
    @ApiResponse(responseCode = "204", description = "It is gone.")
    public void delete(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @Context HttpHeaders headers,
            @Context Request request)
            throws IOException {
        boolean deleted = isConditional(headers)
                ? stacks.inTurn(name, () -> {
                    stacks.meetsConditions(name, request);
                    return stacks.registry().delete(name);
                })
                : stacks.registry().delete(name);
        if (!deleted) {
            throw notFound(name);
        }
    }

    private static boolean isConditional(HttpHeaders headers) {
        return headers.getHeaderString(HttpHeaders.IF_MATCH) != null
                || headers.getHeaderString(HttpHeaders.IF_NONE_MATCH) != null;
    }

    /** What it is refused for is in the audit log, too. */
    private void requirePermission(StackSpec spec, ContainerRequestContext request) {
        if (!spec.commands().isBlank()) {
            request.setProperty(
                    Gate.COMMANDS, CommandLine.parse(spec.commands()).commands());
        }
        stacks.requirePermission(request.getSecurityContext().getUserPrincipal(), spec);
    }

    private Response created(NetworkStack stack, URI location) {
        return answer(Response.created(location), stacks.view(stack));
    }

    private Response changed(NetworkStack stack) {
        return answer(Response.ok(), stacks.view(stack));
    }

    static Response answer(Response.ResponseBuilder response, StackView view) {
        return response.entity(view).tag(Stacks.tag(view.spec())).build();
    }

    static ProblemException notFound(String name) {
        return new ProblemException(Status.NOT_FOUND, "there is no stack '" + name + "'");
    }
}

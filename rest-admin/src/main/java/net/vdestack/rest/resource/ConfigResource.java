package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import net.vdestack.api.NetworkStack;
import net.vdestack.rest.view.ConfigRequest;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.StackView;

/** Configuration strings for the interfaces of a stack. */
@Path("/stacks/{name}/config")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class ConfigResource {
    private final Stacks stacks;

    ConfigResource(Stacks stacks) {
        this.stacks = stacks;
    }

    /** Applies one; answers with the stack as it is then. */
    @POST
    @Operation(operationId = "configureStack", summary = "Apply a configuration string, and store it")
    @ApiResponse(
            responseCode = "200",
            description = "The stack as it is then.",
            content = @Content(schema = @Schema(implementation = StackView.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public Response configure(
            @Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ConfigRequest.class)))
                    byte[] body,
            @Context SecurityContext security,
            @Context Request request)
            throws IOException {
        String config = JsonBody.member(body, "config");
        return stacks.inTurn(name, () -> {
            NetworkStack stack = stacks.up(name);
            Permission.requireChange(security.getUserPrincipal(), stack.spec());
            stacks.meetsConditions(name, request);
            try {
                stack.configure(config);
            } catch (IllegalArgumentException e) {
                throw JsonBody.invalid("/config", e.getMessage(), e);
            }
            return StacksResource.answer(Response.ok(), stacks.view(stack));
        });
    }
}

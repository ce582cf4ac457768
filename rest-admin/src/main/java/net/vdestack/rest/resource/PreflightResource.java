package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import net.vdestack.api.Preflight;
import net.vdestack.rest.view.CheckView;
import net.vdestack.rest.view.Items;

/** Whether this machine can run stacks. */
@Path("/preflight")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class PreflightResource {
    private final Preflight preflight;

    PreflightResource(Preflight preflight) {
        this.preflight = preflight;
    }

    /** As it is now. */
    @GET
    @Operation(
            operationId = "getPreflight",
            summary = "Whether this machine can run stacks",
            description = "Tries what cannot be seen in a network namespace of its own, and lets go of it.")
    @ApiResponse(responseCode = "200", description = "The checks.", useReturnTypeSchema = true)
    public Items<CheckView> get() {
        return new Items<>(preflight.checks().stream().map(CheckView::of).toList());
    }
}

package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.StatsView;

/** Counters of one stack. */
@Path("/stacks/{name}/stats")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class StackStatsResource {
    private final Stacks stacks;

    StackStatsResource(Stacks stacks) {
        this.stacks = stacks;
    }

    /** As they are now. */
    @GET
    @Operation(operationId = "getStackStats", summary = "Counters of one stack now")
    @ApiResponse(responseCode = "200", description = "Its counters.", useReturnTypeSchema = true)
    public StatsView get(@Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name)
            throws IOException {
        return StatsView.of(stacks.up(name).statistics());
    }
}

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
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.Patterns;
import net.vdestack.rest.view.SocketView;

/** The sockets that are open in a stack. */
@Path("/stacks/{name}/sockets")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class SocketsResource {
    private final Stacks stacks;

    SocketsResource(Stacks stacks) {
        this.stacks = stacks;
    }

    /** As they are now, whoever opened them. */
    @GET
    @Operation(operationId = "listSockets", summary = "The sockets open in a stack, as ss lists them")
    @ApiResponse(responseCode = "200", description = "All of them.", useReturnTypeSchema = true)
    public Items<SocketView> get(@Parameter(schema = @Schema(pattern = Patterns.STACK)) @PathParam("name") String name)
            throws IOException {
        return new Items<>(
                stacks.up(name).sockets().stream().map(SocketView::of).toList());
    }
}

package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Supplier;
import net.vdestack.rest.view.BackendView;
import net.vdestack.rest.view.Items;

/** The installed network backends. */
@Path("/forwarders")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class ForwardersResource {
    private final Supplier<List<BackendView>> backends;

    ForwardersResource(Supplier<List<BackendView>> backends) {
        this.backends = backends;
    }

    /** Those that there are now. */
    @GET
    @Operation(
            operationId = "listForwarders",
            summary = "Installed network backends",
            description = "By scheme; of several for one scheme, the first counts.")
    @ApiResponse(responseCode = "200", description = "The backends.", useReturnTypeSchema = true)
    public Items<BackendView> list() {
        return new Items<>(backends.get());
    }
}

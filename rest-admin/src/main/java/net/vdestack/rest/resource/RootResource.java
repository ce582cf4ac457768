package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Where a client begins. */
@Path("/")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class RootResource {
    private final Root root;

    /**
     * What there is.
     *
     * @param version of this software
     * @param extensions what this server has beyond the contract
     * @param links by name, paths of this server
     */
    public record Root(String version, List<String> extensions, Map<String, String> links) {}

    RootResource(String version) {
        root = new Root(
                version,
                List.of(),
                Map.of(
                        "events", "/api/v1/events",
                        "forwarders", "/api/v1/forwarders",
                        "openapi", "/api/v1/openapi.json",
                        "preflight", "/api/v1/preflight",
                        "stacks", "/api/v1/stacks",
                        "stats", "/api/v1/stats"));
    }

    /** The beginning. */
    @GET
    @Operation(operationId = "getRoot", summary = "Where a client begins: the version, and where the rest is")
    @ApiResponse(responseCode = "200", description = "What there is.", useReturnTypeSchema = true)
    public Root get() {
        return root;
    }
}

package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Map;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.view.CallerView;

/** Where a client begins. */
@Path("/")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class RootResource {
    private static final Map<String, String> LINKS = Map.of(
            "events", "/api/v1/events",
            "forwarders", "/api/v1/forwarders",
            "openapi", "/api/v1/openapi.json",
            "preflight", "/api/v1/preflight",
            "stacks", "/api/v1/stacks",
            "stats", "/api/v1/stats");

    private final String version;

    /**
     * What there is.
     *
     * @param version of this software
     * @param caller who asks
     * @param extensions what this server has beyond the contract
     * @param links by name, paths of this server
     */
    public record Root(String version, CallerView caller, List<String> extensions, Map<String, String> links) {}

    RootResource(String version) {
        this.version = version;
    }

    /** The beginning. */
    @GET
    @Operation(
            operationId = "getRoot",
            summary = "Where a client begins: the version, what its token entitles to, and where the rest is")
    @ApiResponse(responseCode = "200", description = "What there is.", useReturnTypeSchema = true)
    public Root get(@Context SecurityContext security) {
        // no other gets past the role filter
        Caller caller = (Caller) security.getUserPrincipal();
        return new Root(version, CallerView.of(caller), List.of(), LINKS);
    }
}

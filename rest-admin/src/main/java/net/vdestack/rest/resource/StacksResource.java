package net.vdestack.rest.resource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.StackView;

/** Stacks: made, read, changed and deleted. */
@Path("/stacks")
@AnswersProblems
@Produces(MediaType.APPLICATION_JSON)
public final class StacksResource {
    private final StackRegistry registry;

    StacksResource(StackRegistry registry) {
        this.registry = registry;
    }

    /** All of them, by name. */
    @GET
    @Operation(operationId = "listStacks", summary = "All stacks, sorted by name")
    @ApiResponse(responseCode = "200", description = "All of them.", useReturnTypeSchema = true)
    public Items<StackView> list() throws IOException {
        List<StackView> views = new ArrayList<>();
        for (NetworkStack stack : registry.stacks()) {
            views.add(StackView.of(stack));
        }
        return new Items<>(views);
    }

    /** One of them. */
    @GET
    @Path("{name}")
    @Operation(operationId = "getStack", summary = "One stack as it is now")
    @ApiResponse(responseCode = "200", description = "The stack.", useReturnTypeSchema = true)
    public StackView get(@PathParam("name") String name) throws IOException {
        return StackView.of(find(name));
    }

    /** Ends one, when the kernel has let go. */
    @DELETE
    @Path("{name}")
    @Operation(operationId = "deleteStack", summary = "Delete a stack for good, and wait until the kernel has let go")
    @ApiResponse(responseCode = "204", description = "It is gone.")
    public void delete(@PathParam("name") String name) {
        if (!registry.delete(name)) {
            throw notFound(name);
        }
    }

    private NetworkStack find(String name) {
        return registry.find(name).orElseThrow(() -> notFound(name));
    }

    static ProblemException notFound(String name) {
        return new ProblemException(Status.NOT_FOUND, "there is no stack '" + name + "'");
    }
}

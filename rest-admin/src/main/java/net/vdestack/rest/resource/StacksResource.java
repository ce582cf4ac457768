package net.vdestack.rest.resource;

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
@Produces(MediaType.APPLICATION_JSON)
public final class StacksResource {
    private final StackRegistry registry;

    StacksResource(StackRegistry registry) {
        this.registry = registry;
    }

    /** All of them, by name. */
    @GET
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
    public StackView get(@PathParam("name") String name) throws IOException {
        return StackView.of(find(name));
    }

    /** Ends one, when the kernel has let go. */
    @DELETE
    @Path("{name}")
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

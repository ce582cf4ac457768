package net.vdestack.rest.resource;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import net.vdestack.rest.view.Items;
import net.vdestack.rest.view.SocketView;

/** The sockets that are open in a stack. */
@Path("/stacks/{name}/sockets")
@Produces(MediaType.APPLICATION_JSON)
public final class SocketsResource {
    private final Stacks stacks;

    SocketsResource(Stacks stacks) {
        this.stacks = stacks;
    }

    /** As they are now, whoever opened them. */
    @GET
    public Items<SocketView> get(@PathParam("name") String name) throws IOException {
        return new Items<>(
                stacks.up(name).sockets().stream().map(SocketView::of).toList());
    }
}

package net.vdestack.rest.resource;

import net.vdestack.api.StackRegistry;
import net.vdestack.api.configuration.StackDocuments;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** All of the API, for Jersey. */
public final class Api {
    private Api() {}

    /**
     * The resources, and how they are asked.
     *
     * @param version of this software
     */
    public static ResourceConfig over(StackRegistry registry, StackDocuments documents, String version) {
        Stacks stacks = new Stacks(registry, documents);
        return new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                // an answer goes out as it is written, or no stream would be live
                .property(ServerProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(new RoleFilter())
                .register(new ProblemMapper())
                .register(new JsonWriter())
                .register(new NoStore())
                .register(new RootResource(version))
                .register(new StacksResource(stacks))
                .register(new LinkResource(stacks))
                .register(new ConfigResource(stacks))
                .register(new SocketsResource(stacks));
    }
}

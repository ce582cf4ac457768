package net.vdestack.rest.resource;

import jakarta.ws.rs.Priorities;
import java.util.List;
import java.util.function.Supplier;
import net.vdestack.api.Preflight;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.capture.Captures;
import net.vdestack.rest.events.EventLog;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.statistics.Readings;
import net.vdestack.rest.statistics.StatsFeed;
import net.vdestack.rest.stream.Streams;
import net.vdestack.rest.view.BackendView;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.async.AsyncContextDelegateProviderImpl;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/**
 * All of the API, for Jersey: what its resources are made of.
 *
 * @param backends the installed network backends
 * @param version of this software
 */
public record Api(
        StackRegistry registry,
        StackDocuments documents,
        Readings readings,
        StatsFeed feed,
        EventLog events,
        Captures captures,
        Streams streams,
        Metrics metrics,
        CommandPolicy commands,
        Preflight preflight,
        Supplier<List<BackendView>> backends,
        String version) {

    /** The resources, and how they are asked. */
    public ResourceConfig resources() {
        Stacks stacks = new Stacks(registry, documents, commands);
        return new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                // an answer goes out as it is written, or no stream would be live
                .property(ServerProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .register(new LateAnswers())
                .register(new RouteFilter(), Priorities.AUTHENTICATION)
                .register(new RoleFilter())
                .register(new ProblemMapper())
                .register(new JsonWriter())
                .register(new NoStore())
                .register(new RootResource(version))
                .register(new OpenApiResource())
                .register(new StacksResource(stacks))
                .register(new LinkResource(stacks, metrics))
                .register(new ConfigResource(stacks))
                .register(new SocketsResource(stacks))
                .register(new StackStatsResource(stacks))
                .register(new StatsResource(readings, feed, streams))
                .register(new EventsResource(events, streams))
                .register(new CaptureResource(stacks, captures, streams))
                .register(new CommandsResource(stacks, commands, streams, metrics))
                .register(new PreflightResource(preflight, System::nanoTime))
                .register(new ForwardersResource(backends));
    }

    /** How requests are answered later, streams among them: what Jersey would find by itself, did we let it search. */
    private static final class LateAnswers extends AbstractBinder {
        @Override
        protected void configure() {
            bind(new AsyncContextDelegateProviderImpl()).to(AsyncContextDelegateProvider.class);
        }
    }
}

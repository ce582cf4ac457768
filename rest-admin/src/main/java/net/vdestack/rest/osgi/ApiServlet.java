package net.vdestack.rest.osgi;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.vdestack.api.Preflight;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.configuration.StackDocuments;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.capture.Captures;
import net.vdestack.rest.health.Served;
import net.vdestack.rest.health.ServedServlet;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.metrics.Metrics;
import net.vdestack.rest.resource.Api;
import net.vdestack.rest.statistics.Readings;
import net.vdestack.rest.statistics.StatsFeed;
import net.vdestack.rest.stream.Streams;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The API, behind the gate. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/*")
@HttpWhiteboardServletAsyncSupported
public final class ApiServlet extends ServedServlet {
    private static final long serialVersionUID = 1;

    private final transient Admission admission;
    private final transient Metrics metrics;
    private final transient Streams streams = new Streams();
    private final transient Captures captures = new Captures();
    private final transient StatsFeed feed;
    private final transient ServletContainer jersey;

    /** Called by Declarative Services. */
    @Activate
    public ApiServlet(
            BundleContext context,
            @Reference Admission admission,
            @Reference EventService events,
            @Reference MetricsService metrics,
            @Reference Backends backends,
            @Reference Preflight preflight,
            @Reference StackRegistry registry,
            @Reference StackDocuments documents) {
        super(context, Served.Part.API);
        this.admission = admission;
        this.metrics = metrics.metrics();
        Readings readings = new Readings(registry, System::nanoTime);
        this.feed = new StatsFeed(readings);
        Api api = new Api(
                registry,
                documents,
                readings,
                feed,
                events.log(),
                captures,
                streams,
                this.metrics,
                CommandPolicy.of(context.getProperty(CommandPolicy.PROPERTY)),
                preflight,
                backends::views,
                context.getBundle().getVersion().toString());
        this.jersey = withLoaderOfJersey(() -> new ServletContainer(api.resources()));
    }

    private interface Step<T, E extends Exception> {
        T take() throws E;
    }

    /** Where Jersey looks for what belongs to it. */
    private static <T, E extends Exception> T withLoaderOfJersey(Step<T, E> step) throws E {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(ResourceConfig.class.getClassLoader());
        try {
            return step.take();
        } finally {
            current.setContextClassLoader(before);
        }
    }

    @Override
    public void init() throws ServletException {
        withLoaderOfJersey(() -> {
            jersey.init(getServletConfig());
            return null;
        });
        super.init();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        admission.gate().pass(request, response, this::answer);
        AnswerCount.of(metrics, request, response);
    }

    /** Of a request whose headers Jersey cannot read, it sets the status and says no more. */
    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        jersey.service(request, response);
        if (response.getStatus() == Status.BAD_REQUEST.code() && !response.isCommitted()) {
            throw new ProblemException(
                    Status.BAD_REQUEST,
                    "a header of the request, or its path, cannot be understood: see Accept,"
                            + " Content-Type and Accept-Language");
        }
    }

    /** The container may initialise it once more. */
    @Override
    public void destroy() {
        super.destroy();
        streams.endAll();
        jersey.destroy();
    }

    @Deactivate
    void close() {
        streams.close();
        captures.close();
        feed.close();
    }
}

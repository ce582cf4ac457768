package net.vdestack.rest.osgi;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.vdestack.api.StackRegistry;
import net.vdestack.rest.health.Served;
import net.vdestack.rest.health.ServedServlet;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import net.vdestack.rest.metrics.Metrics;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Metrics, behind the gate. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/metrics")
@HttpWhiteboardServletAsyncSupported
public final class MetricsServlet extends ServedServlet {
    private static final long serialVersionUID = 1;

    private final transient Admission admission;
    private final transient Metrics metrics;
    private final transient StackRegistry registry;

    /** Called by Declarative Services. */
    @Activate
    public MetricsServlet(
            BundleContext context,
            @Reference Admission admission,
            @Reference MetricsService metrics,
            @Reference StackRegistry registry) {
        super(context, Served.Part.METRICS);
        this.admission = admission;
        this.metrics = metrics.metrics();
        this.registry = registry;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        admission.gate().pass(request, response, this::answer);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new ProblemException(Status.METHOD_NOT_ALLOWED, "metrics are read with GET")
                    .header("Allow", "GET, HEAD");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(registry.stacks(), registry.failures(), text);
        response.setContentType(Metrics.mediaType());
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(text.size());
        if (method.equals("GET")) {
            text.writeTo(response.getOutputStream());
        }
    }
}

package net.vdestack.rest.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Answers whoever watches the platform: {@code live} while it can, {@code ready} when it is of use. Not behind the
 * gate: an orchestrator shows no token and asks by whatever address it knows, so the {@code Host} is not looked at. A
 * web page that had the name of its site lead here (DNS rebinding) would learn that this is vdestack, and what it waits
 * for.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({HealthServlet.LIVE, HealthServlet.READY})
public final class HealthServlet extends ServedServlet {
    static final String LIVE = "/health/live";
    static final String READY = "/health/ready";

    private static final long serialVersionUID = 1;

    private final transient ReadinessService readiness;

    /** Called by Declarative Services. */
    @Activate
    public HealthServlet(BundleContext context, @Reference ReadinessService readiness) {
        super(context, Served.Part.HEALTH);
        this.readiness = readiness;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        Health health = Health.of(request.getServletPath().equals(LIVE) ? List.of() : readiness.waiting());
        byte[] body = health.json().getBytes(UTF_8);
        response.setStatus(health.status());
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (method.equals("GET")) {
            response.getOutputStream().write(body);
        }
    }
}

package net.vdestack.rest.osgi;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import net.vdestack.rest.dashboard.Asset;
import net.vdestack.rest.dashboard.Assets;
import net.vdestack.rest.dashboard.Reply;
import net.vdestack.rest.health.Served;
import net.vdestack.rest.health.ServedServlet;
import net.vdestack.rest.http.ProblemException;
import net.vdestack.rest.http.ProblemException.Status;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The dashboard, to everybody: its files hold no secrets. It gets what no other servlet is there for; of what is no
 * file only those learn that it is not there who show a token.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/")
@HttpWhiteboardServletAsyncSupported
public final class DashboardServlet extends ServedServlet {
    private static final long serialVersionUID = 1;

    private final transient Admission admission;
    private final transient Assets assets = new Assets();

    /** Called by Declarative Services. */
    @Activate
    public DashboardServlet(BundleContext context, @Reference Admission admission) {
        super(context, Served.Part.DASHBOARD);
        this.admission = admission;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        Optional<Asset> asset = assets.find(path);
        if (asset.isPresent()) {
            admission.gate().passAnyone(request, response, (asked, answer) -> send(asset.get(), asked, answer));
        } else {
            admission.gate().pass(request, response, (asked, answer) -> {
                throw new ProblemException(Status.NOT_FOUND, "there is nothing at " + path);
            });
        }
    }

    private static void send(Asset asset, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new ProblemException(Status.METHOD_NOT_ALLOWED, "this file can be read, and nothing else")
                    .header("Allow", "GET, HEAD");
        }
        Reply reply = Reply.of(asset, method, request.getHeader("If-None-Match"));
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        reply.length().ifPresent(response::setContentLength);
        if (reply.body().isPresent()) {
            reply.body().get().writeTo(response.getOutputStream());
        }
    }
}

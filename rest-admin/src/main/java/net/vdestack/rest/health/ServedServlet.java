package net.vdestack.rest.health;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import org.osgi.framework.BundleContext;

/** A servlet that READY waits for: it tells when the HTTP server serves it. */
public abstract class ServedServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Served served;

    /** Not served yet. */
    protected ServedServlet(BundleContext context, Served.Part part) {
        this.served = new Served(context, part);
    }

    /** To be called last by whoever overrides it. */
    @Override
    public void init() throws ServletException {
        served.begin();
    }

    /** To be called first by whoever overrides it. */
    @Override
    public void destroy() {
        served.end();
    }
}

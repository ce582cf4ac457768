package net.vdestack.rest.health;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Tells by a condition that the HTTP server serves one of our servlets, which it begins to in its own time: before,
 * requests are answered by another servlet, or by none. Any thread.
 */
public final class Served {
    /** The servlets that READY waits for. */
    public enum Part {
        /** The API. */
        API,
        /** The dashboard. */
        DASHBOARD,
        /** Life and readiness. */
        HEALTH,
        /** Metrics. */
        METRICS;

        private String condition() {
            return "net.vdestack.rest." + name().toLowerCase(Locale.ROOT);
        }
    }

    private final BundleContext context;
    private final Part part;
    private final AtomicReference<ServiceRegistration<Condition>> registration = new AtomicReference<>();

    /** Nothing is served yet. */
    public Served(BundleContext context, Part part) {
        this.context = context;
        this.part = part;
    }

    /** The ids of the conditions of all parts. */
    static List<String> conditions() {
        return Arrays.stream(Part.values()).map(Part::condition).toList();
    }

    /** To be called when the servlet has been initialised. */
    public void begin() {
        registration.set(context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, part.condition()))));
    }

    /** To be called when it is destroyed. */
    public void end() {
        ServiceRegistration<Condition> former = registration.getAndSet(null);
        if (former != null) {
            former.unregister();
        }
    }
}

package net.vdestack.rest.osgi;

import net.vdestack.rest.metrics.Metrics;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What is counted, for as long as the bundle runs. */
@Component(service = MetricsService.class)
public final class MetricsService {
    private final Metrics metrics;

    /** Called by Declarative Services. */
    @Activate
    public MetricsService(BundleContext context) {
        metrics = new Metrics(context.getBundle().getVersion().toString());
    }

    Metrics metrics() {
        return metrics;
    }
}

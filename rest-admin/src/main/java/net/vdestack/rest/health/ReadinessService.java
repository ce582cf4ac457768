package net.vdestack.rest.health;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;

/**
 * Tells the world when all is up: by the condition {@code net.vdestack.ready}, whose property {@code url} says where
 * HTTP is served. It waits for an HTTP endpoint, for what this bundle serves there, and for the conditions that the
 * framework property {@code vdestack.ready} names, and takes the condition back when one of them goes.
 *
 * <p>One thread at a time carries out what is wanted, without a lock, since the framework calls others meanwhile: who
 * finds another one at it, or is called by it, leaves it the rest.
 */
@Component(service = ReadinessService.class, immediate = true)
public final class ReadinessService {
    private static final String READY = "net.vdestack.ready";

    private final BundleContext context;
    private final Readiness readiness;

    private boolean withdrawn;
    private boolean wanting;
    private boolean working;

    // of the thread that is working
    private ServiceRegistration<Condition> registration;
    private Optional<String> shown = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public ReadinessService(BundleContext context) {
        this.context = context;
        readiness = new Readiness(Served.conditions(), context.getProperty("vdestack.ready"));
    }

    /** What is not there yet. */
    List<String> waiting() {
        return readiness.waiting();
    }

    @Reference(
            service = Condition.class,
            target = "(!(" + Condition.CONDITION_ID + "=" + READY + "))",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "conditionWent")
    void conditionCame(Map<String, Object> properties) {
        readiness.conditionCame(service(properties), String.valueOf(properties.get(Condition.CONDITION_ID)));
        publish();
    }

    void conditionWent(Map<String, Object> properties) {
        readiness.conditionWent(service(properties));
        publish();
    }

    @Reference(
            service = HttpServiceRuntime.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "endpointIs",
            unbind = "endpointWent")
    void endpointIs(Map<String, Object> properties) {
        endpoint(properties.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT))
                .ifPresentOrElse(
                        listening -> readiness.endpointIs(service(properties), listening),
                        () -> readiness.endpointWent(service(properties)));
        publish();
    }

    void endpointWent(Map<String, Object> properties) {
        readiness.endpointWent(service(properties));
        publish();
    }

    /** The first one, of any number in any of the shapes that a service property may have. */
    private static Optional<String> endpoint(Object property) {
        if (property instanceof String[] urls) {
            return Arrays.stream(urls).findFirst();
        }
        if (property instanceof Collection<?> urls) {
            return urls.stream().map(String::valueOf).findFirst();
        }
        return Optional.ofNullable(property).map(String::valueOf);
    }

    private static Object service(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_ID);
    }

    private void publish() {
        synchronized (this) {
            wanting = true;
        }
        while (begin()) {
            try {
                show(isWithdrawn() ? Optional.empty() : readiness.readyAt());
            } finally {
                end();
            }
        }
    }

    private synchronized boolean begin() {
        if (working || !wanting) {
            return false;
        }
        wanting = false;
        working = true;
        return true;
    }

    private synchronized void end() {
        working = false;
    }

    private synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    private void show(Optional<String> readyAt) {
        if (readyAt.equals(shown)) {
            return;
        }
        shown = Optional.empty();
        ServiceRegistration<Condition> former = registration;
        registration = null;
        if (former != null) {
            former.unregister();
        }
        readyAt.ifPresent(this::register);
    }

    private void register(String url) {
        Map<String, Object> properties = Map.of(Condition.CONDITION_ID, READY, "url", url);
        registration =
                context.registerService(Condition.class, Condition.INSTANCE, FrameworkUtil.asDictionary(properties));
        shown = Optional.of(url);
    }

    @Deactivate
    void withdraw() {
        synchronized (this) {
            withdrawn = true;
        }
        publish();
    }
}

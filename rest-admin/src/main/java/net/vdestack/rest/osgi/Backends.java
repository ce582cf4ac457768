package net.vdestack.rest.osgi;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.rest.view.BackendView;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The network backends that are services now. */
@Component(service = Backends.class)
public final class Backends {
    private final Map<ServiceReference<ForwarderProvider>, ForwarderProvider> providers = new ConcurrentHashMap<>();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addProvider(ServiceReference<ForwarderProvider> reference, ForwarderProvider provider) {
        providers.put(reference, provider);
    }

    void removeProvider(ServiceReference<ForwarderProvider> reference) {
        providers.remove(reference);
    }

    /** By scheme; of several for one scheme, that which counts first. */
    List<BackendView> views() {
        return providers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Collections.reverseOrder()))
                .flatMap(entry -> view(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(BackendView::scheme))
                .toList();
    }

    private static Stream<BackendView> view(ServiceReference<?> reference, ForwarderProvider provider) {
        Bundle bundle = reference.getBundle();
        // null once it has been unregistered
        return bundle == null
                ? Stream.empty()
                : Stream.of(BackendView.of(
                        provider, bundle.getSymbolicName(), bundle.getVersion().toString()));
    }
}

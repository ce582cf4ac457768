package net.vdestack.forwarder.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.link.LinkForwarders;
import net.vdestack.forwarder.link.Providers;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The forwarder side with the providers that are services now. */
@Component
public final class ForwardersComponent implements Forwarders {
    private static final Logger LOG = System.getLogger(ForwardersComponent.class.getName());
    private static final String RANKING_PROPERTY = "service.ranking";

    private final Providers providers = new Providers();
    private final LinkForwarders links = new LinkForwarders(providers);

    /** Called again when the properties change. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "addProvider")
    void addProvider(ForwarderProvider provider, Map<String, ?> properties) {
        Object declared = properties.get(ForwarderProvider.SCHEME_PROPERTY);
        if (!provider.scheme().equals(declared)) {
            LOG.log(
                    Level.WARNING,
                    "{0} is not used: its service property {1} is {2} and must be the scheme it takes, {3}",
                    provider.getClass().getName(),
                    ForwarderProvider.SCHEME_PROPERTY,
                    declared == null ? "missing" : "'" + declared + "'",
                    provider.scheme());
            providers.remove(provider);
            return;
        }
        // one that is no Integer counts as 0: OSGi Core, Constants.SERVICE_RANKING
        providers.add(provider, properties.get(RANKING_PROPERTY) instanceof Integer ranking ? ranking : 0);
    }

    void removeProvider(ForwarderProvider provider) {
        providers.remove(provider);
    }

    @Deactivate
    void close() {
        links.close();
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) throws IOException {
        return links.defaultMtu(network, underlay);
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        return links.open(device, network);
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        return links.restore(device, network);
    }
}

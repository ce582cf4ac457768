package net.vdestack.rest.osgi;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.KeyStoreScanner;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * What Felix has no properties for, where HTTP is served with TLS: a new certificate, which the launcher puts in the
 * place of the former one, is served and no connection is lost; and the names of this server are those that the gate
 * knows, not those of the certificate alone, so that an orchestrator may ask for its health by whatever address.
 */
@Component(service = TlsConnectors.class, immediate = true)
public final class TlsConnectors {
    private final Optional<ServiceRegistration<ConnectorFactory>> registration;

    /** Called by Declarative Services. */
    @Activate
    public TlsConnectors(BundleContext context) {
        registration = Boolean.parseBoolean(context.getProperty("org.apache.felix.https.enable"))
                ? Optional.of(context.registerService(ConnectorFactory.class, Companion::new, null))
                : Optional.empty();
    }

    @Deactivate
    void close() {
        registration.ifPresent(ServiceRegistration::unregister);
    }

    /** Listens to nobody. It is a connector since Felix lets only those at its server who add one. */
    private static final class Companion extends ServerConnector {
        private final List<KeyStoreScanner> scanners;

        Companion(Server server) {
            super(server);
            scanners = Arrays.stream(server.getConnectors())
                    .map(connector -> connector.getConnectionFactory(SslConnectionFactory.class))
                    .filter(Objects::nonNull)
                    .map(tls -> new KeyStoreScanner(tls.getSslContextFactory()))
                    .toList();
            Arrays.stream(server.getConnectors())
                    .map(connector -> connector.getConnectionFactory(HttpConnectionFactory.class))
                    .filter(Objects::nonNull)
                    .map(http -> http.getHttpConfiguration().getCustomizer(SecureRequestCustomizer.class))
                    .filter(Objects::nonNull)
                    .forEach(names -> names.setSniHostCheck(false));
        }

        @Override
        protected void doStart() {
            scanners.forEach(scanner -> LifeCycle.start(scanner));
        }

        @Override
        protected void doStop() {
            scanners.forEach(scanner -> LifeCycle.stop(scanner));
        }
    }
}

package net.vdestack.rest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class TlsConnectorsTest {
    private final List<ConnectorFactory> registered = new ArrayList<>();

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private BundleContext context(String tls) {
        return proxy(BundleContext.class, (self, method, words) -> {
            if (method.getName().equals("getProperty")) {
                return tls;
            }
            assertThat(method.getName()).isEqualTo("registerService");
            ConnectorFactory factory = (ConnectorFactory) words[1];
            registered.add(factory);
            return proxy(ServiceRegistration.class, (registration, call, none) -> {
                assertThat(call.getName()).isEqualTo("unregister");
                assertThat(registered.remove(factory)).isTrue();
                return null;
            });
        });
    }

    /** Others may have added them. */
    @Test
    void letConnectorsBeThatSpeakNoHttp() {
        Server server = new Server();
        ServerConnector http = new ServerConnector(server, new HttpConnectionFactory());
        LocalConnector other =
                new LocalConnector(server, null, null, ByteBufferPool.NON_POOLING, 1, new ProxyConnectionFactory("x"));
        server.addConnector(other);
        server.addConnector(http);
        new TlsConnectors(context("true"));

        assertThat(registered.get(0).createConnector(server)).isInstanceOf(ServerConnector.class);
    }

    @Test
    void goWithTheComponent() {
        TlsConnectors ours = new TlsConnectors(context("true"));
        assertThat(registered).hasSize(1);

        ours.close();

        assertThat(registered).isEmpty();
    }

    @Test
    void areNotThereWithoutTls() {
        new TlsConnectors(context("false")).close();

        assertThat(registered).isEmpty();
    }
}

package net.vdestack.demo.app;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * An application: serves a page on port 80 of every stack that is labelled {@code demo=page}, from when it comes until
 * it goes.
 *
 * <p>A stack's sockets come from an ordinary service of a JDK type, so nothing of vdestack is imported here. All stacks
 * have a port 80 of their own.
 */
@Component(service = {})
public final class DemoPage {
    private final Map<ServerSocketFactory, PageServer> servers = new ConcurrentHashMap<>();

    @Reference(
            target = "(stack.label.demo=page)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addStack(ServerSocketFactory sockets, Map<String, Object> properties) throws IOException {
        String stack = (String) properties.get("stack.name");
        servers.put(sockets, PageServer.start(stack, sockets.createServerSocket(80)));
    }

    void removeStack(ServerSocketFactory sockets) throws IOException {
        PageServer server = servers.remove(sockets);
        if (server != null) {
            server.close();
        }
    }
}

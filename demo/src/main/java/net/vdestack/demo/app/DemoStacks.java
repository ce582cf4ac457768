package net.vdestack.demo.app;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/**
 * The stacks of the demo, alice and bob, when the framework was started with {@code vdestack.demo=true}. They are not
 * stored, and end with this component.
 *
 * <p>When each has seen the page of the other, the condition {@code net.vdestack.demo} is registered. If that cannot
 * be, the reason is logged and the framework stopped: who asked for the demo waits for it.
 */
@Component(service = {})
public final class DemoStacks {
    private static final Logger LOG = System.getLogger(DemoStacks.class.getName());
    /** How often to look for a page that nobody serves yet: the application may be starting. */
    private static final int ATTEMPTS = 200;

    private static final int PAUSE_MILLIS = 50;
    private static final int ANSWER_MILLIS = 5000;

    private final BundleContext context;
    private final StackRegistry registry;
    private final Thread maker = new Thread(this::make, "demo-stacks");
    private volatile boolean stopping;

    // of the thread that makes, and of who has waited for it
    private final List<String> created = new ArrayList<>();
    private ServiceRegistration<Condition> ready;

    /** Begins to make them, unless nobody asked for a demo. */
    @Activate
    public DemoStacks(BundleContext context, @Reference StackRegistry registry) {
        this.context = context;
        this.registry = registry;
        if ("true".equals(context.getProperty("vdestack.demo"))) {
            maker.setDaemon(true);
            maker.start();
        }
    }

    private void make() {
        try {
            NetworkStack alice = create("alice", "10.1.0.1");
            NetworkStack bob = create("bob", "10.1.0.2");
            awaitPage(alice, "10.1.0.2");
            awaitPage(bob, "10.1.0.1");
            ready = context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, "net.vdestack.demo")));
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!stopping) {
                giveUp(e);
            }
        }
    }

    private NetworkStack create(String name, String address) throws IOException {
        NetworkStack stack = registry.create(StackSpec.builder()
                .name(name)
                .link("vde0", "lan://demo")
                .config("eth,ip=" + address + "/24")
                .label("demo", "page")
                .ephemeral()
                .build());
        created.add(name);
        return stack;
    }

    /** Until the page has come, as a visitor in a stack sees it. */
    private static void awaitPage(NetworkStack visitor, String address) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try (Socket socket = visitor.socketFactory().createSocket(InetAddress.getByName(address), 80)) {
                socket.setSoTimeout(ANSWER_MILLIS);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() >= 0) {
                    return;
                }
                throw new IOException("the page of " + address + " is empty");
            } catch (ConnectException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void giveUp(Exception reason) {
        LOG.log(Level.ERROR, "the demo cannot run: " + reason.getMessage() + ". Start without it (--no-demo)", reason);
        try {
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "nor can the framework be stopped", e);
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        stopping = true;
        maker.interrupt();
        maker.join();
        if (ready != null) {
            ready.unregister();
        }
        created.forEach(registry::delete);
    }
}

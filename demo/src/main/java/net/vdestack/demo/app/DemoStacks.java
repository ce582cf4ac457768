package net.vdestack.demo.app;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private static final int VISIT_ATTEMPTS = 200;

    private static final int VISIT_PAUSE_MILLIS = 50;
    private static final int CREATE_ATTEMPTS = 10;
    private static final int CREATE_PAUSE_MILLIS = 200;
    private static final int ANSWER_MILLIS = 5000;

    private final BundleContext context;
    private final StackRegistry registry;
    private final Thread maker = new Thread(this::make, "demo-stacks");
    private volatile boolean stopping;

    private final List<String> created = new CopyOnWriteArrayList<>();
    /** Of the thread that makes them, and of who has waited for it. */
    private ServiceRegistration<Condition> ready;

    /**
     * Begins to make them, unless nobody asked for a demo.
     *
     * @param stored says that the stacks which are stored have their names
     */
    @Activate
    public DemoStacks(
            BundleContext context,
            @Reference StackRegistry registry,
            @Reference(target = "(osgi.condition.id=net.vdestack.stacks)") Condition stored) {
        this.context = context;
        this.registry = registry;
        if ("true".equals(context.getProperty("vdestack.demo"))) {
            maker.setDaemon(true);
            maker.start();
        }
    }

    private void make() {
        try {
            Optional<NetworkStack> alice = create("alice", "10.1.0.1");
            Optional<NetworkStack> bob = create("bob", "10.1.0.2");
            if (alice.isPresent() && bob.isPresent()) {
                awaitPage(alice.get(), "10.1.0.2");
                awaitPage(bob.get(), "10.1.0.1");
            }
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

    /** Empty if somebody has taken the name, whose stack is left alone. */
    private Optional<NetworkStack> create(String name, String address) throws IOException, InterruptedException {
        StackSpec spec = StackSpec.builder()
                .name(name)
                .link("vde0", "lan://demo")
                .config("eth,ip=" + address + "/24")
                .label("demo", "page")
                .ephemeral()
                .build();
        for (int attempt = 1; ; attempt++) {
            try {
                NetworkStack stack = registry.create(spec);
                created.add(name);
                return Optional.of(stack);
            } catch (IllegalStateException e) {
                LOG.log(Level.WARNING, "the demo goes without a stack of its own: {0}", e.getMessage());
                return Optional.empty();
            } catch (IOException | IllegalArgumentException e) {
                // the embedded network may be starting
                if (attempt == CREATE_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(CREATE_PAUSE_MILLIS);
            }
        }
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
                if (attempt == VISIT_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(VISIT_PAUSE_MILLIS);
            }
        }
    }

    private void giveUp(Exception reason) {
        LOG.log(
                Level.ERROR,
                "the demo cannot run: {0}. Start without it (--no-demo)",
                reason instanceof IOException ? reason.getMessage() : reason);
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
        // no interrupt ends a visit that waits for its answer, but this does
        created.forEach(this::deleteIfOurs);
        maker.join();
        if (ready != null) {
            ready.unregister();
        }
        created.forEach(this::deleteIfOurs);
    }

    /** Somebody may have deleted it, and made a stack of that name to keep. */
    private void deleteIfOurs(String name) {
        if (registry.find(name)
                .map(NetworkStack::spec)
                .filter(DemoStacks::isOurs)
                .isPresent()) {
            registry.delete(name);
        }
    }

    private static boolean isOurs(StackSpec spec) {
        return spec.ephemeral() && "page".equals(spec.labels().get("demo"));
    }
}

package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.stack.LinuxStacks;
import net.vdestack.linux.syscall.Waits;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;

/** The stacks of this framework: wires them to its services, configurations and bundles. */
@Component(service = ConfigurationListener.class, immediate = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"net.vdestack.api.StackRegistry\"",
        uses = StackRegistry.class)
public final class StackComponent implements ConfigurationListener {
    private static final Logger LOG = System.getLogger(StackComponent.class.getName());
    /** As many stacks start at a time; most of the time of a start is spent waiting. */
    private static final int THREADS = 16;

    private static final int IDLE_SECONDS = 10;
    /** Until a link tries again that could not go over to a forwarder side which has arrived. */
    private static final int RETRY_SECONDS = 5;
    /** How long to wait for what is being done when all has been closed. */
    private static final int END_SECONDS = 5;
    /** The framework property that names the directory of configuration files. */
    private static final String CONF = "vdestack.conf";
    /** What is registered when each stored stack is up or has failed. */
    private static final Map<String, String> STARTED = Map.of(Condition.CONDITION_ID, "net.vdestack.stacks");

    private final BundleContext context;
    private final HostThreads host;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final DynamicForwarders forwarders;
    private final LinuxStacks live;
    private final ConfiguredStacks stacks;
    private final Seeds seeds;
    private final StackUsers users;
    /** By the ID of its service: one object may be several. */
    private final Map<Object, AutoCloseable> listeners = new ConcurrentHashMap<>();

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private boolean stopped;

    /** Starts nothing yet. */
    @Activate
    public StackComponent(BundleContext context, @Reference ConfigurationAdmin admin) throws IOException {
        this.context = context;
        this.host = new HostThreads();
        this.executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                host,
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, host, new ThreadPoolExecutor.DiscardPolicy());
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        this.forwarders = new DynamicForwarders(executor, this::inAWhile);
        this.live = new LinuxStacks(forwarders);
        StackStore store = new StackStore(admin);
        this.stacks = new ConfiguredStacks(live, live::create, live::restore, store, this::publication, executor);
        this.seeds = new Seeds(admin, store, new StackJson());
        this.users = new StackUsers(bundle -> new StackUser(bundle.getSymbolicName(), stacks, live, live::sockets));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the task's to log
    private void inAWhile(Runnable task) {
        timer.schedule(task, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    private Publication publication(NetworkStack stack) {
        return new StackServices(context, stack, users, host);
    }

    /** Seeds and stored stacks come up in the background: a framework does not wait for a network. */
    @Activate
    void start() {
        context.addBundleListener(users);
        register(StackRegistry.class, new PerBundle<>(users::of), Map.of());
        executor.execute(this::startStacks);
    }

    private void startStacks() {
        String conf = context.getProperty(CONF);
        if (conf != null) {
            sow(Path.of(conf, "stacks"));
        }
        try {
            stacks.start(this::stacksAreTried);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "stored stacks cannot be read", e);
        }
    }

    /** Whatever is wrong with seeds, what is stored starts. */
    private void sow(Path directory) {
        try {
            seeds.sow(directory);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the stacks of " + directory + " are not taken in", e);
        }
    }

    private void stacksAreTried() {
        try {
            register(Condition.class, new PerBundle<>(bundle -> Condition.INSTANCE), STARTED);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "stopped while starting: {0}", e.getMessage());
        }
    }

    private <S> void register(Class<S> type, ServiceFactory<S> service, Map<String, ?> properties) {
        ServiceRegistration<S> registration =
                context.registerService(type, service, FrameworkUtil.asDictionary(properties));
        synchronized (this) {
            if (!stopped) {
                registrations.add(registration);
                return;
            }
        }
        registration.unregister();
    }

    /** Stored stacks end with the component, and their configurations stay. */
    @Deactivate
    void stop() {
        List<ServiceRegistration<?>> registered;
        synchronized (this) {
            stopped = true;
            registered = List.copyOf(registrations);
        }
        registered.forEach(ServiceRegistration::unregister);
        stacks.stop();
        live.close();
        context.removeBundleListener(users);
        timer.shutdownNow();
        executor.shutdownNow();
        Waits.uninterruptibly(() -> executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS));
        host.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindForwarders(Forwarders service) {
        forwarders.arrived(service);
    }

    void unbindForwarders(Forwarders service) {
        forwarders.left(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(StackListener listener, Map<String, Object> properties) {
        listeners.put(properties.get(Constants.SERVICE_ID), live.addListener(listener));
    }

    void unbindListener(StackListener listener, Map<String, Object> properties) throws Exception {
        listeners.remove(properties.get(Constants.SERVICE_ID)).close();
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (!StackStore.FACTORY_PID.equals(event.getFactoryPid())) {
            return;
        }
        Optional<String> name = StackStore.name(event.getPid());
        if (name.isPresent()) {
            stacks.reconcileLater(name.get());
        } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            StackStore.logUnnamed(event.getPid());
        }
    }
}

package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.stack.LinuxStacks;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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

    private final BundleContext context;
    private final HostThreads host;
    private final ThreadPoolExecutor executor;
    private final DynamicForwarders forwarders;
    private final LinuxStacks live;
    private final ConfiguredStacks stacks;
    private final Seeds seeds;
    private final StackUsers users;
    private final Map<StackListener, AutoCloseable> listeners = new ConcurrentHashMap<>();
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private boolean stopped;

    /** Starts nothing yet. */
    @Activate
    public StackComponent(BundleContext context, @Reference ConfigurationAdmin admin) throws IOException {
        this.context = context;
        this.host = new HostThreads();
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), host);
        executor.allowCoreThreadTimeOut(true);
        this.forwarders = new DynamicForwarders(executor);
        this.live = new LinuxStacks(forwarders);
        StackStore store = new StackStore(admin);
        this.stacks = new ConfiguredStacks(live, live::restore, store, this::publication, executor);
        this.seeds = new Seeds(admin, store);
        this.users = new StackUsers(bundle -> new StackUser(bundle.getSymbolicName(), stacks, live, live::sockets));
    }

    private Publication publication(NetworkStack stack) {
        return new StackServices(context, stack, users, executor);
    }

    /** Seeds and stored stacks come up in the background: a framework does not wait for a network. */
    @Activate
    void start() {
        context.addBundleListener(users);
        register(StackRegistry.class, new ServiceFactory<>() {
            @Override
            public StackRegistry getService(Bundle bundle, ServiceRegistration<StackRegistry> registration) {
                return users.of(bundle);
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<StackRegistry> registration, StackRegistry service) {
                // ends when the bundle stops
            }
        });
        executor.execute(this::startStacks);
    }

    private void startStacks() {
        String conf = context.getProperty(CONF);
        if (conf != null) {
            seeds.sow(Path.of(conf, "stacks"));
        }
        stacks.start().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, "stored stacks cannot be read", failure);
            }
            
        });
    }

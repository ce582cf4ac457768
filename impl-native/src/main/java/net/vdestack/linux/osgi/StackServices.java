package net.vdestack.linux.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.namespace.HostThreads;
import net.vdestack.linux.syscall.Waits;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * The services of one stack: the stack itself and its socket factories, of its own for each bundle.
 *
 * <p>One thread at a time carries out what is wanted, and the others wait for it, so that all is done when they return.
 * Who is called by what is being carried out leaves the rest to that, and so does, after a while, who may have been
 * waited for in turn. It is a thread of the host, because components that are activated by a service start threads,
 * which live where their starter does.
 */
final class StackServices implements Publication {
    private static final Logger LOG = System.getLogger(StackServices.class.getName());
    /** How long to wait for another thread, which may be waiting for this one. */
    private static final int PATIENCE_SECONDS = 5;

    private final BundleContext context;
    private final NetworkStack stack;
    private final StackUsers users;
    private final ThreadFactory host;

    private boolean withdrawn;
    private boolean wanting;

    private final ReentrantLock working = new ReentrantLock();
    // of the thread that is working
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private Map<String, Object> shown = Map.of();

    /** @param host makes threads that live in the host */
    StackServices(BundleContext context, NetworkStack stack, StackUsers users, ThreadFactory host) {
        this.context = context;
        this.stack = stack;
        this.users = users;
        this.host = host;
    }

    @Override
    public void refresh() {
        synchronized (this) {
            wanting = true;
        }
        inHost(this::work);
    }

    @Override
    public void withdraw() {
        synchronized (this) {
            withdrawn = true;
            wanting = true;
        }
        inHost(this::work);
    }

    @Override
    public void forget() {
        users.forget(stack);
    }

    private void inHost(Runnable task) {
        try {
            if (HostThreads.areHere()) {
                task.run();
            } else {
                Thread thread = host.newThread(task);
                thread.start();
                Waits.uninterruptibly(() -> {
                    thread.join();
                    return null;
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void work() {
        if (working.isHeldByCurrentThread()
                || !Waits.uninterruptibly(() -> working.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS))) {
            return;
        }
        try {
            while (isWanted()) {
                showOrHide();
            }
        } finally {
            working.unlock();
        }
    }

    private void showOrHide() {
        try {
            if (isWithdrawn()) {
                hide();
            } else {
                show(properties(stack.spec()));
            }
        } catch (IllegalStateException e) {
            // our bundle is stopping, and the framework takes all services back
            LOG.log(Level.DEBUG, "services of stack {0}: {1}", stack.name(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "services of stack " + stack.name(), e);
        }
    }

    private synchronized boolean isWanted() {
        boolean wanted = wanting;
        wanting = false;
        return wanted;
    }

    private synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    private void show(Map<String, Object> properties) {
        if (registrations.isEmpty()) {
            register(NetworkStack.class, view -> view, properties);
            register(SocketFactory.class, NetworkStack::socketFactory, properties);
            register(ServerSocketFactory.class, NetworkStack::serverSocketFactory, properties);
        } else if (!properties.equals(shown)) {
            registrations.forEach(each -> each.setProperties(FrameworkUtil.asDictionary(properties)));
        }
        shown = properties;
    }

    private void hide() {
        List<ServiceRegistration<?>> hidden = List.copyOf(registrations);
        registrations.clear();
        hidden.forEach(ServiceRegistration::unregister);
    }

    private <S> void register(Class<S> type, Function<NetworkStack, S> part, Map<String, Object> properties) {
        ServiceFactory<S> perBundle =
                new PerBundle<>(bundle -> part.apply(users.of(bundle).view(stack)));
        registrations.add(context.registerService(type, perBundle, FrameworkUtil.asDictionary(properties)));
    }

    /** The framework does not tell keys by case, and refuses what is the same to it. */
    static Map<String, Object> properties(StackSpec spec) {
        Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        spec.labels().forEach((key, value) -> properties.put("stack.label." + key, value));
        properties.put("stack.name", spec.name());
        if (!spec.links().isEmpty()) {
            properties.put("stack.network", spec.links().get(0).network());
        }
        return properties;
    }
}

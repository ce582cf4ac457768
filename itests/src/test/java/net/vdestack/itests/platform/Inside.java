package net.vdestack.itests.platform;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework as a test sees it from the inside, on behalf of the bundle with the tests' classes. */
public final class Inside {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final BundleContext context;

    Inside(BundleContext context) {
        this.context = context;
    }

    public BundleContext context() {
        return context;
    }

    /** The service of that type, waited for. */
    public <T> T service(Class<T> type) throws Exception {
        return service(type, null);
    }

    /** The service of that type that matches, waited for. */
    public <T> T service(Class<T> type, String filter) throws Exception {
        return context.getService(reference(type, filter));
    }

    /** The same, to see its properties. */
    public <T> ServiceReference<T> reference(Class<T> type, String filter) throws Exception {
        await(
                "a service " + type.getSimpleName() + " " + filter,
                () -> !references(type, filter).isEmpty());
        return references(type, filter).get(0);
    }

    /** All there are, the best first. */
    public <T> List<ServiceReference<T>> references(Class<T> type, String filter) throws InvalidSyntaxException {
        return context.getServiceReferences(type, filter).stream()
                .sorted((one, other) -> other.compareTo(one))
                .toList();
    }

    /** Waits until the condition holds, but not for ever. */
    public void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, condition);
    }

    /** The bundle of that symbolic name. */
    public Bundle bundle(String name) {
        return bundle(context, name);
    }

    static Bundle bundle(BundleContext context, String name) {
        return Arrays.stream(context.getBundles())
                .filter(each -> name.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + name));
    }

    /** Installs a bundle and starts it. */
    public Bundle install(String location) throws BundleException {
        Bundle bundle = context.installBundle(location);
        bundle.start();
        return bundle;
    }

    /** Gives a bundle new content; it goes on as it was, started or not. */
    public static void update(Bundle bundle, String url) throws IOException, BundleException {
        try (InputStream content = new URL(url).openStream()) {
            bundle.update(content);
        }
    }

    /** Refreshes a bundle and all that is wired to it, and waits for the end of that. */
    public void refresh(Bundle bundle) throws InterruptedException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the refresh of " + bundle + " does not end");
        }
    }

    /** To be run when the refresh reaches the test's own bundle: this class is not among those that change. */
    static Task.Story refreshing(String name) {
        return inside -> inside.refresh(inside.bundle(name));
    }
}

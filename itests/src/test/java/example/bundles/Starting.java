package example.bundles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Starts until the framework ends: makes the file {@code example.starting}, and waits. */
public final class Starting implements BundleActivator {
    @Override
    public void start(BundleContext context) throws Exception {
        Files.createFile(Path.of(context.getProperty("example.starting")));
        while (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.STOPPING) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        // For an end that does not wait, to do its damage.
        TimeUnit.MILLISECONDS.sleep(200);
    }

    @Override
    public void stop(BundleContext context) {}
}

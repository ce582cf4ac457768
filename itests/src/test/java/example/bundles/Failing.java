package example.bundles;

import java.io.IOException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Cannot be started. */
public final class Failing implements BundleActivator {
    @Override
    public void start(BundleContext context) throws Exception {
        throw new IOException("the example's disk is full");
    }

    @Override
    public void stop(BundleContext context) {}
}

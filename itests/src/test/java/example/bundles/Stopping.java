package example.bundles;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Ends the platform before it is ready, as a component does without which it is of no use. */
public final class Stopping implements BundleActivator {
    @Override
    public void start(BundleContext context) throws Exception {
        System.getLogger("example").log(System.Logger.Level.ERROR, "the example gives up");
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    }

    @Override
    public void stop(BundleContext context) {}
}

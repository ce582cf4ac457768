package net.vdestack.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.cm.PersistenceManager;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** Gives Configuration Admin its files, if the property {@code felix.cm.pm} names them. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
    private static final String NAME = "net.vdestack.storage";

    @Override
    public void start(BundleContext context) throws IOException {
        String directory = context.getProperty("felix.cm.dir");
        if (directory == null) {
            throw new IllegalStateException("framework property felix.cm.dir is not set: the launcher does that");
        }
        context.registerService(
                PersistenceManager.class,
                new DurableFiles(Path.of(directory)),
                FrameworkUtil.asDictionary(Map.of(PersistenceManager.PROPERTY_NAME, NAME)));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes back what was registered
    }
}

package example.bundles;

import java.lang.System.Logger.Level;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LogService;
import org.slf4j.LoggerFactory;

/** Logs through everything that a bundle may have been written for, and prints to standard output. */
public final class Logging implements BundleActivator {
    @Override
    @SuppressWarnings("deprecation") // what many bundles still use
    public void start(BundleContext context) {
        System.out.println("printed by a bundle");
        System.getLogger("example.system").log(Level.INFO, "system {0}", "info");
        System.getLogger("example.system").log(Level.DEBUG, "system debug");
        System.getLogger("example.loud").log(Level.DEBUG, "system loud");
        java.util.logging.Logger.getLogger("example.jul").info("jul info");
        java.util.logging.Logger.getLogger("example.jul").fine("jul debug");
        LoggerFactory.getLogger("example.slf4j").info("slf4j {}", "info");
        LoggerFactory.getLogger("example.slf4j").debug("slf4j debug");
        LogService log = context.getService(context.getServiceReference(LogService.class));
        log.log(LogService.LOG_INFO, "osgi info");
        log.log(LogService.LOG_DEBUG, "osgi debug");
        // A level must hold for whoever asks for the logger later.
        System.gc();
        System.getLogger("example.loud.later").log(Level.DEBUG, "system loud, later");
    }

    @Override
    public void stop(BundleContext context) {
        System.getLogger("example.system").log(Level.INFO, "logged at the end");
    }
}

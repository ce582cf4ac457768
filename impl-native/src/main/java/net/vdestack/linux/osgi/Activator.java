package net.vdestack.linux.osgi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import net.vdestack.linux.namespace.Privileges;
import net.vdestack.linux.syscall.Syscalls;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** Finds out when the bundle starts, and not when the first stack is made, whether this machine will do. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
    private static final Logger LOG = System.getLogger(Activator.class.getName());

    @Override
    public void start(BundleContext context) throws BundleException {
        try {
            Syscalls.load();
        } catch (IOException e) {
            throw new BundleException(e.getMessage(), BundleException.ACTIVATOR_ERROR, e);
        }
        try {
            Privileges privileges = Privileges.ofThisProcess();
            privileges.require();
            LOG.log(
                    Level.INFO,
                    "stacks are made in {0} mode",
                    privileges.mode().name().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stacks cannot be made here: {0}", e.getMessage());
        }
    }

    @Override
    public void stop(BundleContext context) {
        // all that was started is a component's
    }
}

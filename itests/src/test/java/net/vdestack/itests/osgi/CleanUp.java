package net.vdestack.itests.osgi;

import java.util.Arrays;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.itests.platform.Task;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** Takes away what a test has left, so that the next one meets what the first one met. */
final class CleanUp {
    private CleanUp() {}

    static Task.Story afterTest() {
        return inside -> {
            uninstallApps(inside.context());
            StackRegistry registry = inside.service(StackRegistry.class);
            for (NetworkStack stack : registry.stacks()) {
                registry.delete(stack.name());
            }
        };
    }

    private static void uninstallApps(BundleContext context) throws BundleException {
        for (Bundle bundle : Arrays.asList(context.getBundles())) {
            String name = bundle.getSymbolicName();
            if (name.startsWith("app.") || name.startsWith("com.example.")) {
                bundle.uninstall();
            }
        }
    }
}

package net.vdestack.itests.osgi;

import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test methods a {@link Platform}, started once for all classes that ask for it, since that takes seconds. After
 * each test its stacks and bundles are taken away.
 */
final class SharedPlatform implements ParameterResolver, AfterEachCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return platform(context);
    }

    /** In the root's store, which JUnit closes after the last test. */
    private static Platform platform(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedPlatform.class))
                .getOrComputeIfAbsent(Platform.class, type -> started(), Platform.class);
    }

    private static Platform started() {
        try {
            return new Platform().start();
        } catch (Exception e) {
            throw new IllegalStateException("the platform does not start", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        platform(context).run(CleanUp.afterTest());
    }
}

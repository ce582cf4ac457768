package net.vdestack.linux.osgi;

import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** A service of its own for each bundle, which may be used until that bundle stops. */
final class PerBundle<S> implements ServiceFactory<S> {
    private final Function<Bundle, S> maker;

    PerBundle(Function<Bundle, S> maker) {
        this.maker = maker;
    }

    @Override
    public S getService(Bundle bundle, ServiceRegistration<S> registration) {
        return maker.apply(bundle);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<S> registration, S service) {
        // who lets go of a service may keep its sockets and listeners
    }
}

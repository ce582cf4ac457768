package net.vdestack.itests.osgi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Inside;
import org.osgi.framework.ServiceRegistration;

/** A listener service that notes what it hears, such as {@code blue UP} and {@code blue/vde0 CONNECTED}. */
final class Events implements StackListener, AutoCloseable {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServiceRegistration<StackListener> registration;

    Events(Inside inside) {
        registration = inside.context().registerService(StackListener.class, this, null);
    }

    @Override
    public void stackChanged(String stack, StackState state) {
        heard.add(stack + " " + state);
    }

    @Override
    public void linkChanged(String stack, String link, ForwarderStatus forwarder) {
        heard.add(stack + "/" + link + " " + forwarder.state());
    }

    List<String> heard() {
        return heard;
    }

    void await(Inside inside, String event) throws Exception {
        inside.await("the event " + event + ", not only " + heard, () -> heard.contains(event));
    }

    @Override
    public void close() {
        registration.unregister();
    }
}

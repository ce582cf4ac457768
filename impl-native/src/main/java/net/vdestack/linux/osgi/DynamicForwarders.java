package net.vdestack.linux.osgi;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import net.vdestack.api.forwarding.Forwarders;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;

/**
 * The forwarder side as a service that comes and goes while links live. A link whose forwarder left waits,
 * disconnected, and is plugged in again when one arrives; its interface and what runs over it notice no more than a
 * pause. Thread safe.
 */
final class DynamicForwarders implements Forwarders {
    static final String ABSENT =
            "the forwarder side is away: start the bundle net.vdestack.forwarder, or another one with a service "
                    + Forwarders.class.getName();

    private final Executor executor;
    private final Executor inAWhile;
    private final Set<DynamicLink> links = ConcurrentHashMap.newKeySet();
    private volatile Forwarders current;

    /**
     * @param executor plugs links in when a service arrives: opening networks may take long
     * @param inAWhile begins after a pause what is to be tried again
     */
    DynamicForwarders(Executor executor, Executor inAWhile) {
        this.executor = executor;
        this.inAWhile = inAWhile;
    }

    /** Serves all links from now on. The service used before, if there is one, is left. */
    void arrived(Forwarders service) {
        synchronized (this) {
            current = service;
        }
        links.forEach(this::follow);
    }

    private void follow(DynamicLink link) {
        executor.execute(link::follow);
    }

    private void followInAWhile(DynamicLink link) {
        inAWhile.execute(() -> follow(link));
    }

    /**
     * When this returns, nothing of the service is in use any more but what it is still opening, which is closed when
     * it is open.
     */
    void left(Forwarders service) {
        synchronized (this) {
            if (current == service) {
                current = null;
            }
        }
        links.forEach(link -> link.leave(service));
    }

    private Forwarders present() throws IOException {
        Forwarders now = current;
        if (now == null) {
            throw new IOException(ABSENT);
        }
        return now;
    }

    @Override
    public int defaultMtu(String network, Underlay underlay) throws IOException {
        return present().defaultMtu(network, underlay);
    }

    @Override
    public LinkForwarder open(LinkDevice device, String network) throws IOException {
        return enter(newLink(device, network), DynamicLink::open);
    }

    @Override
    public LinkForwarder restore(LinkDevice device, String network) throws IOException {
        return enter(newLink(device, network), DynamicLink::restore);
    }

    private DynamicLink newLink(LinkDevice device, String network) {
        return new DynamicLink(device, network, () -> current, this::followInAWhile, links::remove);
    }

    private interface Opening {
        void open(DynamicLink link) throws IOException;
    }

    /** Known before it is open: whoever leaves or arrives meanwhile finds it. */
    private DynamicLink enter(DynamicLink link, Opening opening) throws IOException {
        links.add(link);
        boolean opened = false;
        try {
            opening.open(link);
            opened = true;
            return link;
        } finally {
            if (!opened) {
                link.close();
            }
        }
    }
}

package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.EthernetSwitch;

/**
 * A switch between links of this JVM and other programs, its clients.
 *
 * <p>Frames of a link go where they must on the link's own thread. The clients are served by one of the ports, the one
 * that has been here longest: by whoever receives from it. When it leaves, the next one goes on. So there are no more
 * threads than the links have anyway. What the clients lose is counted on that port's link.
 */
final class EmbeddedSwitch {
    private static final Logger LOG = System.getLogger(EmbeddedSwitch.class.getName());

    private final SwitchNetwork network;
    private final EthernetSwitch ethernet;
    private final SwitchClients clients;
    private final List<SwitchPort> ports = new ArrayList<>();
    /** Serves the clients; null while there is none. */
    private volatile SwitchPort host;

    private EmbeddedSwitch(SwitchNetwork network, SwitchDirectory directory) throws IOException {
        this.network = network;
        this.ethernet = network.learns()
                ? EthernetSwitch.learning(network.addresses(), TimeUnit.SECONDS.toNanos(network.expirySeconds()))
                : EthernetSwitch.hub();
        this.clients = new SwitchClients(directory, ethernet, this::dropped);
    }

    /** A new one, without a port. */
    static EmbeddedSwitch open(SwitchNetwork network) throws IOException {
        SwitchDirectory directory = SwitchDirectory.create(network);
        try {
            return new EmbeddedSwitch(network, directory);
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }

    /** What it was opened with. */
    SwitchNetwork network() {
        return network;
    }

    /** Plugs a link in. */
    synchronized SwitchPort join(PortContext context, Consumer<SwitchPort> onClose) throws IOException {
        SwitchPort port = new SwitchPort(this, context, onClose);
        if (host == null) {
            try {
                port.serve(clients.descriptor());
            } catch (IOException e) {
                port.abandon();
                throw e;
            }
            host = port;
        }
        ports.add(port);
        ethernet.join(port.ingress());
        return port;
    }

    /** Pulls a link out. */
    synchronized void leave(SwitchPort port) {
        ethernet.leave(port.ingress());
        ports.remove(port);
        if (host == port) {
            host = null;
            if (!ports.isEmpty()) {
                SwitchPort next = ports.get(0);
                host = next;
                try {
                    next.serve(clients.descriptor());
                } catch (IOException e) {
                    next.context().down("it cannot serve the switch's clients: " + e.getMessage());
                }
            }
        }
    }

    /** Whether no link is plugged in. */
    synchronized boolean isEmpty() {
        return ports.isEmpty();
    }

    /** Forwards a link's frames, on its own thread. */
    void forward(FrameSink sender, FrameBatch batch, int from, long now) {
        ethernet.forward(sender, batch, from, now);
    }

    /** Whether super-frames are taken as they are: while no other program is plugged in. */
    boolean takesSuperFrames() {
        return ethernet.takesSuperFrames();
    }

    /** Serves the clients, if this port has to. */
    void serveClients(SwitchPort port) throws IOException {
        if (host == port) {
            clients.serve(port.context());
        }
    }

    private void dropped(DropReason reason, long frames) {
        SwitchPort responsible = host;
        if (responsible != null) {
            responsible.context().dropped(reason, frames);
        }
    }

    /** Ends it. No link may be plugged in. */
    void close() {
        try {
            clients.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the switch at " + network.path(), e);
        }
    }
}

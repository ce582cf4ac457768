package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.util.function.Consumer;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Epoll;

/**
 * A link's end of an embedded switch. What the switch has for the link, it delivers to the link's way in. Whoever
 * receives from this port serves the switch's clients meanwhile, if this is the port that has to.
 */
final class SwitchPort implements FramePort {
    private final EmbeddedSwitch lan;
    private final PortContext context;
    private final FrameSink ingress;
    private final Epoll readable;
    private final Consumer<SwitchPort> onClose;
    private boolean closed;

    SwitchPort(EmbeddedSwitch lan, PortContext context, Consumer<SwitchPort> onClose) throws IOException {
        this.lan = lan;
        this.context = context;
        this.ingress = context.ingress();
        this.readable = Epoll.of();
        this.onClose = onClose;
    }

    EmbeddedSwitch lan() {
        return lan;
    }

    PortContext context() {
        return context;
    }

    FrameSink ingress() {
        return ingress;
    }

    /** From now on this port serves the clients, whose descriptor this is. */
    void serve(int clients) throws IOException {
        readable.add(clients);
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        lan.serveClients(this);
        return 0;
    }

    @Override
    public int send(FrameBatch batch, int from) {
        lan.forward(ingress, batch, from, context.nanoTime());
        return batch.size() - from;
    }

    @Override
    public boolean takesSuperFrames() {
        return lan.takesSuperFrames();
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return NO_DESCRIPTOR;
    }

    /** Closes it before it was plugged in. */
    void abandon() {
        closed = true;
        readable.close();
    }

    @Override
    public void close() {
        if (!closed) {
            onClose.accept(this);
            abandon();
        }
    }
}

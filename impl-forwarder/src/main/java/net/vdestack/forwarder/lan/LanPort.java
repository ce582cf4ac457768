package net.vdestack.forwarder.lan;

import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.EthernetSwitch;

/** A link's end of a switch between stacks. What the switch has for the link, it delivers to the link's way in. */
final class LanPort implements FramePort {
    private final EthernetSwitch lan;
    private final PortContext context;
    private final FrameSink ingress;
    private final Runnable onClose;
    private boolean closed;

    LanPort(EthernetSwitch lan, PortContext context, Runnable onClose) {
        this.lan = lan;
        this.context = context;
        this.ingress = context.ingress();
        this.onClose = onClose;
    }

    @Override
    public int receive(FrameBatch batch) {
        return 0;
    }

    @Override
    public int send(FrameBatch batch, int from) {
        lan.forward(ingress, batch, from, context.nanoTime());
        return batch.size() - from;
    }

    /** Else those who do not would have to cut them for themselves, on the threads of others. */
    @Override
    public boolean takesSuperFrames() {
        return lan.takesSuperFrames();
    }

    @Override
    public int readDescriptor() {
        return NO_DESCRIPTOR;
    }

    @Override
    public int writeDescriptor() {
        return NO_DESCRIPTOR;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}

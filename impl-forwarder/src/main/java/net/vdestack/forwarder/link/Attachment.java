package net.vdestack.forwarder.link;

import java.io.IOException;
import net.vdestack.api.forwarding.LinkDevice;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.Locator;

/**
 * A link's connection to one network: the port, and the lane that brings its frames in if it does not bring them
 * itself.
 */
final class Attachment {
    private final Locator network;
    private final FramePort port;
    private final LinkPortContext context;
    /** Null for a network that delivers by itself. */
    private final LaneThread receiver;

    private Attachment(Locator network, FramePort port, LinkPortContext context, LaneThread receiver) {
        this.network = network;
        this.port = port;
        this.context = context;
        this.receiver = receiver;
    }

    /** Opens the port; frames come in after {@link #start} only. */
    static Attachment open(
            Locator network, LinkDevice device, Providers providers, LinkPortContext context, FrameSink sink)
            throws IOException {
        FramePort port = providers.open(network, context);
        try {
            LaneThread receiver = null;
            if (port.readDescriptor() != FramePort.NO_DESCRIPTOR) {
                String name = "vdestack-" + device.stack() + "-" + device.name() + "-rx";
                receiver = new LaneThread(
                        new ReceiveLane(port, sink),
                        name,
                        device.threadFactory(),
                        failure -> context.down(describe(failure)));
                // now, while nothing has changed: there may be no more threads to be had
                receiver.prepare();
            }
            return new Attachment(network, port, context, receiver);
        } catch (IOException | RuntimeException | Error e) {
            port.close();
            throw e;
        }
    }

    static String describe(Throwable failure) {
        return failure instanceof IOException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }

    Locator network() {
        return network;
    }

    FramePort port() {
        return port;
    }

    LinkPortContext context() {
        return context;
    }

    void start() {
        if (receiver != null) {
            receiver.release();
        }
    }

    /** Leaves the network. Nobody may be sending. */
    void close() throws IOException {
        if (receiver != null) {
            receiver.stop();
        }
        port.close();
    }
}

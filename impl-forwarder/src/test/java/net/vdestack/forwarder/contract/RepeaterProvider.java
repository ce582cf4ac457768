package net.vdestack.forwarder.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** {@code repeater://}: a third party's network, one frame at a time: each goes to everybody else. */
final class RepeaterProvider implements ForwarderProvider {
    private final List<Plug> plugs = new CopyOnWriteArrayList<>();

    @Override
    public String scheme() {
        return "repeater";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        check(network);
        return 1500;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        check(network);
        Plug plug = new Plug();
        plugs.add(plug);
        return context.adapt(plug);
    }

    private static void check(Locator network) {
        if (!network.specific().isEmpty()) {
            throw new IllegalArgumentException("'" + network.specific() + "': repeater:// takes nothing");
        }
    }

    private final class Plug implements FrameChannel {
        private static final byte[] END = {};

        private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();

        @Override
        public boolean receive(ByteBuffer frame) throws IOException {
            try {
                byte[] next = incoming.take();
                frame.put(next);
                return next.length > 0;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            for (Plug plug : plugs) {
                if (plug != this) {
                    plug.incoming.add(bytes);
                }
            }
        }

        @Override
        public void close() {
            plugs.remove(this);
            incoming.add(END);
        }
    }
}

package example.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameChannel;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** A third party's network: a frame goes to everybody else who is on the network of the same name. */
public class Hub implements ForwarderProvider {
    /** So many frames wait for their receiver. */
    private static final int QUEUE = 256;

    private final String scheme;
    private final Map<String, List<Plug>> networks = new ConcurrentHashMap<>();

    protected Hub(String scheme) {
        this.scheme = scheme;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return context.adapt(
                new Plug(networks.computeIfAbsent(network.specific(), name -> new CopyOnWriteArrayList<>())));
    }

    private static final class Plug implements FrameChannel {
        private static final byte[] END = {};

        private final List<Plug> plugs;
        private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>(QUEUE);
        private volatile boolean closed;

        Plug(List<Plug> plugs) {
            this.plugs = plugs;
            plugs.add(this);
        }

        @Override
        public boolean receive(ByteBuffer frame) throws IOException {
            try {
                byte[] next = incoming.take();
                frame.put(next);
                return next.length > 0 && !closed;
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
                    // what finds no room is lost, as on any Ethernet
                    plug.incoming.offer(bytes);
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            plugs.remove(this);
            incoming.clear();
            incoming.add(END);
        }
    }
}

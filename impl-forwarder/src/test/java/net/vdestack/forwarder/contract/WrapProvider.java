package net.vdestack.forwarder.contract;

import java.io.IOException;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;

/** {@code wrap://INNER}: a network inside another one, whose frames it leaves as they are. */
final class WrapProvider implements ForwarderProvider {
    @Override
    public String scheme() {
        return "wrap";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        Locator.parse(network.specific());
        return 1500;
    }

    @Override
    public FramePort open(Locator network, PortContext context) throws IOException {
        return new Port(context.openNetwork(network.specific(), context.ingress()));
    }

    private record Port(FramePort inner) implements FramePort {
        @Override
        public int receive(FrameBatch batch) throws IOException {
            return inner.receive(batch);
        }

        @Override
        public int send(FrameBatch batch, int from) throws IOException {
            return inner.send(batch, from);
        }

        @Override
        public int readDescriptor() {
            return inner.readDescriptor();
        }

        @Override
        public int writeDescriptor() {
            return inner.writeDescriptor();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}

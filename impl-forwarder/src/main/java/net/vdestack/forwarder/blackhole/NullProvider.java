package net.vdestack.forwarder.blackhole;

import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import org.osgi.service.component.annotations.Component;

/** Opens {@code null://}, which takes every frame and brings none. What it takes is sent, not dropped. */
@Component(service = ForwarderProvider.class, property = ForwarderProvider.SCHEME_PROPERTY + "=null")
public final class NullProvider implements ForwarderProvider {
    private static final int MTU = 1500;

    @Override
    public String scheme() {
        return "null";
    }

    @Override
    public int mtu(Locator network, Underlay underlay) {
        requireBare(network);
        return MTU;
    }

    @Override
    public FramePort open(Locator network, PortContext context) {
        requireBare(network);
        return new NullPort();
    }

    private static void requireBare(Locator network) {
        if (!network.specific().isEmpty()) {
            throw new IllegalArgumentException("network '" + network + "': null:// takes no address and no parameters");
        }
    }

    private static final class NullPort implements FramePort {
        @Override
        public int receive(FrameBatch batch) {
            return 0;
        }

        @Override
        public int send(FrameBatch batch, int from) {
            return batch.size() - from;
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
            // nothing is held
        }
    }
}

package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.Test;

class LinkPortContextTest {
    private final List<PortContext> opened = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();

    /** A network that only notes what it is opened with. */
    private final class InnerProvider implements ForwarderProvider {
        @Override
        public String scheme() {
            return "inner";
        }

        @Override
        public FramePort open(Locator network, PortContext context) {
            opened.add(context);
            return null;
        }
    }

    private PortContext outer(SocketLink link) {
        Providers providers = new Providers();
        providers.add(new InnerProvider());
        FrameSink toTheLink = (batch, first, count) -> {};
        return new LinkPortContext(
                link, new LinkCounters(), toTheLink, providers, (context, reason) -> losses.add(reason));
    }

    @Test
    void letsAWrapperSeeWhatANetworkInsideThisJvmDelivers() throws IOException {
        try (SocketLink link = new SocketLink("vde0", 1)) {
            FrameSink wrapper = (batch, first, count) -> {};

            outer(link).openNetwork("inner://x", wrapper);

            assertThat(opened).singleElement().extracting(PortContext::ingress).isSameAs(wrapper);
        }
    }

    @Test
    void takesTheLossOfTheInnerNetworkForItsOwnOnce() throws IOException {
        try (SocketLink link = new SocketLink("vde0", 1)) {
            PortContext outer = outer(link);
            outer.openNetwork("inner://x", outer.ingress());

            opened.get(0).down("first");
            opened.get(0).down("again");
            outer.down("later");

            assertThat(losses).containsExactly("first");
        }
    }
}

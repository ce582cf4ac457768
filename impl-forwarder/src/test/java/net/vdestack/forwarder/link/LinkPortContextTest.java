package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.Test;

class LinkPortContextTest {
    private final List<PortContext> opened = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();

    private PortContext outer(SocketLink link) {
        return new LinkPortContext(
                new LinkEnd(link, new LinkCounters(), null),
                link::underlay,
                (network, context) -> {
                    opened.add(context);
                    return new FakePort(context);
                },
                losses::add);
    }

    @Test
    void letsAWrapperSeeWhatANetworkInsideThisJvmDelivers() throws IOException {
        try (SocketLink link = new SocketLink("vde0", 1)) {
            FrameSink wrapper = (batch, first, count) -> {};

            outer(link).openNetwork("inner://x", wrapper).close();

            assertThat(opened).singleElement().extracting(PortContext::ingress).isSameAs(wrapper);
        }
    }

    @Test
    void takesTheLossOfTheInnerNetworkForItsOwnOnce() throws IOException {
        try (SocketLink link = new SocketLink("vde0", 1)) {
            PortContext outer = outer(link);
            outer.openNetwork("inner://x", outer.ingress()).close();

            opened.get(0).down("first");
            opened.get(0).down("again");
            outer.down("later");

            assertThat(losses).containsExactly("first");
        }
    }
}

package net.vdestack.forwarder.blackhole;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.link.LinkForwarders;
import net.vdestack.forwarder.link.Providers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NullProviderTest {
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final NullProvider provider = new NullProvider();

    @Test
    @Timeout(60)
    void takesEveryFrameAndCountsNoneAsDropped() throws Exception {
        Providers providers = new Providers();
        providers.add(provider);
        try (SocketLink link = new SocketLink("a", A);
                LinkForwarder forwarder = new LinkForwarders(providers).open(link, "null://")) {
            List<byte[]> frames = List.of(frame(B, A, 14, 1), frame(Frames.BROADCAST, A, 9234, 2));
            for (byte[] frame : frames) {
                link.send(frame);
            }
            Await.until("both are sent", () -> forwarder.statistics().transmitFrames() == 2);

            LinkStatistics statistics = forwarder.statistics();
            assertThat(statistics.transmitBytes()).isEqualTo(14 + 9234);
            assertThat(statistics.drops().values()).containsOnly(0L);
            assertThat(link.poll()).isNull();
        }
    }

    @Test
    void bringsNone() throws Exception {
        try (var port = provider.open(new Locator("null", ""), new FakeContext())) {
            assertThat(port.receive(batch(1))).isZero();
        }
        assertThat(provider.mtu(new Locator("null", ""), new FakeContext().underlay()))
                .isEqualTo(1500);
    }

    @Test
    void takesNoParameters() {
        Locator network = new Locator("null", "x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.open(network, new FakeContext()))
                .withMessageContaining("'null://x'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.mtu(network, new FakeContext().underlay()))
                .withMessageContaining("'null://x'");
    }
}

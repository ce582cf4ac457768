package net.vdestack.forwarder.vxvde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.SocketAddresses;
import net.vdestack.forwarder.fixture.FakeContext;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static final int PORT = 40_000;
    private static final long LONG = TimeUnit.SECONDS.toNanos(11);

    private final FakeContext context = new FakeContext();
    private final OwnAddresses own = new OwnAddresses(new InetSocketAddress(PORT), context.underlay());

    private boolean sent(String host, int port, long now) throws IOException {
        return sent(own, host, port, now);
    }

    private static boolean sent(OwnAddresses own, String host, int port, long now) throws IOException {
        ByteBuffer names = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        SocketAddresses.encode(new InetSocketAddress(InetAddress.getByName(host), port), names, 0);
        return own.sent(names, 0, now);
    }

    /** How often the machine was asked for its addresses. */
    private int questions() {
        return context.sockets().size();
    }

    @Test
    void knowsTheMachinesAddresses() throws IOException {
        assertThat(sent("127.0.0.1", PORT, 0)).isTrue();
        assertThat(sent("127.1.2.3", PORT, 0)).isTrue();
    }

    @Test
    void anotherMachinesNodeMayHaveTheSamePort() throws IOException {
        // reserved, and the documentation's prefix: no machine has them
        assertThat(sent("240.0.0.1", PORT, 0)).isFalse();
        assertThat(sent("2001:db8::1", PORT, 0)).isFalse();
    }

    @Test
    void anotherPortIsAnotherNodeAndNeedsNoQuestion() throws IOException {
        assertThat(sent("127.0.0.1", PORT + 1, 0)).isFalse();
        assertThat(questions()).isZero();
    }

    @Test
    void asksOnceForEachAddressInAWhile() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertThat(sent("127.0.0.1", PORT, i)).isTrue();
            assertThat(sent("240.0.0.1", PORT, i)).isFalse();
        }
        assertThat(questions()).isEqualTo(2);

        sent("127.0.0.1", PORT, LONG);
        sent("240.0.0.1", PORT, LONG);
        assertThat(questions()).as("addresses come and go").isEqualTo(4);
    }

    @Test
    void aNodeThatIsBoundToAnAddressSendsFromThatAlone() throws IOException {
        OwnAddresses bound =
                new OwnAddresses(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), context.underlay());

        assertThat(sent(bound, "127.0.0.1", PORT, 0)).isTrue();
        assertThat(sent(bound, "127.0.0.2", PORT, 0))
                .as("another node of this machine")
                .isFalse();
        assertThat(sent(bound, "127.0.0.1", PORT + 1, 0)).isFalse();
        assertThat(questions()).isZero();
    }
}

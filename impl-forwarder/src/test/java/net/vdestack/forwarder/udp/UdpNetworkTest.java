package net.vdestack.forwarder.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpNetworkTest {
    private static UdpNetwork parse(String specific) throws IOException {
        return UdpNetwork.parse(new Locator("udp", specific), new LocalUnderlay());
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " " + address.getPort();
    }

    @ParameterizedTest
    @CsvSource({
        "2000->10.0.0.2:3000,              0.0.0.0 2000,           10.0.0.2 3000",
        ":2000->10.0.0.2:3000,             0.0.0.0 2000,           10.0.0.2 3000",
        "10.0.0.1:1->10.0.0.2:65535,       10.0.0.1 1,             10.0.0.2 65535",
        "2000->2001:db8::1:3000,           0.0.0.0 2000,           2001:db8:0:0:0:0:0:1 3000",
        "2000->[2001:db8::1]:3000,         0.0.0.0 2000,           2001:db8:0:0:0:0:0:1 3000",
        "fd00::1:2000->fd00::2:3000,       fd00:0:0:0:0:0:0:1 2000, fd00:0:0:0:0:0:0:2 3000",
        "[fd00::1]:2000->[fd00::2]:3000,   fd00:0:0:0:0:0:0:1 2000, fd00:0:0:0:0:0:0:2 3000",
        "[::1]:2000->::1:3000,             0:0:0:0:0:0:0:1 2000,   0:0:0:0:0:0:0:1 3000"
    })
    void findsBothEnds(String specific, String source, String destination) throws IOException {
        UdpNetwork network = parse(specific);

        assertThat(text(network.source()).replace("0:0:0:0:0:0:0:0", "0.0.0.0")).isEqualTo(source);
        assertThat(text(network.destination())).isEqualTo(destination);
    }

    @Test
    void looksNamesUpInTheUnderlayAndTakesAddressesOfTheSameVersion() throws IOException {
        InetAddress[] both = {InetAddress.getLoopbackAddress(), address("2001:db8::7")};
        Underlay resolver = new Underlay() {
            @Override
            public int openSocket(int domain, int type, int protocol) {
                throw new AssertionError("no socket is needed");
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> T call(Callable<T> task) {
                return (T) both;
            }
        };

        UdpNetwork network = UdpNetwork.parse(new Locator("udp", "1->peer.example:2"), resolver);

        assertThat(network.destination().getAddress()).isEqualTo(both[0]);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2000,                        '->'",
                "2000-10.0.0.2:3000,          '->'",
                "2000->3000,                  no host",
                "2000->:3000,                 no host",
                "->10.0.0.2:3000,             port ''",
                "10.0.0.1->10.0.0.2:3000,     port '10.0.0.1'",
                "10.0.0.1:->10.0.0.2:3000,    port ''",
                "0->10.0.0.2:3000,            port '0'",
                "65536->10.0.0.2:3000,        port '65536'",
                "2000->10.0.0.2:0,            port '0'",
                "2000->10.0.0.2:x,            port 'x'",
                "2000->10.0.0.2:3000/ttl=1,   port '3000/ttl=1'",
                "127.0.0.1:2000->::1:3000,    '127.0.0.1'",
                "2000->239.0.0.1:3000,        '239.0.0.1'",
                "2000->0.0.0.0:3000,          '0.0.0.0'"
            })
    void refusesWhatItCannotUseByName(String specific, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(specific))
                .withMessageContaining("'udp://" + specific + "'")
                .withMessageContaining(named)
                .withMessageContaining("udp://[HOST:]PORT->HOST:PORT");
    }

    /** It may be known later: a link looks for it. */
    @Test
    void isNotThereWhileAHostIsNotKnown() {
        assertThatIOException()
                .isThrownBy(() -> parse("2000->no-such-host.invalid:1"))
                .withMessageContaining("'no-such-host.invalid'");
    }
}

package com.example.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import net.vdestack.api.forwarding.spi.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static Peer at(ServerSocket server) {
        return new Peer(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://example.com:4000,example.com,4000",
        "tcp://192.0.2.1:1,192.0.2.1,1",
        "tcp://[2001:db8::1]:65535,2001:db8::1,65535",
    })
    void readsLocators(String locator, String host, int port) {
        assertThat(Peer.parse(Locator.parse(locator))).isEqualTo(new Peer(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://,''''",
        "tcp://example.com,'example.com'",
        "tcp://:4000,':4000'",
        "tcp://2001:db8::1:4000,'2001:db8::1:4000'",
        "tcp://example.com:http,'example.com:http'",
        "tcp://example.com:0,'0'",
        "tcp://example.com:65536,'65536'",
        "tcp://example.com:4000/keepalive=1,'keepalive'",
    })
    void refusesOthersByName(String locator, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Peer.parse(Locator.parse(locator)))
                .withMessageContaining(named)
                .withMessageContaining(locator);
    }

    @Test
    void saysWhoDoesNotListen() throws Exception {
        Peer gone;
        try (ServerSocket server = listen()) {
            gone = at(server);
        }

        assertThatIOException()
                .isThrownBy(gone::connect)
                .withMessage("cannot connect to 127.0.0.1 port " + gone.port() + ": Connection refused");
    }

    @Test
    void saysWhoIsUnknown() {
        assertThatIOException()
                .isThrownBy(() -> new Peer("no host", 4000).connect())
                .withMessageContaining("'no host'");
    }

    @Test
    void givesUpWhenInterrupted() throws Exception {
        try (ServerSocket server = listen()) {
            Thread.currentThread().interrupt();

            assertThatIOException()
                    .isThrownBy(() -> at(server).connect())
                    .withMessageContaining("ClosedByInterruptException");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}

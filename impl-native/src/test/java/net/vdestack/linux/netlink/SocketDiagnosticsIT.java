package net.vdestack.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.SocketCounts;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketDiagnosticsIT {
    private static final SocketCounts NONE = new SocketCounts(0, 0, 0);
    private static LocalNamespaces namespaces;

    private Namespace namespace;
    private SocketDiagnostics diagnostics;

    @BeforeAll
    static void openAll() throws IOException {
        namespaces = LocalNamespaces.open();
    }

    @AfterAll
    static void closeAll() {
        namespaces.close();
    }

    @BeforeEach
    void open() throws IOException {
        namespace = namespaces.create("test");
        try (RouteNetlink route = RouteNetlink.open(namespace)) {
            route.setUp(1, true);
        }
        diagnostics = SocketDiagnostics.open(namespace);
    }

    @AfterEach
    void close() {
        diagnostics.close();
        namespace.close();
    }

    private ServerSocketChannel server() throws IOException {
        return namespace
                .open(ServerSocketChannel::open)
                .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    }

    private SocketChannel connect(ServerSocketChannel server) throws IOException {
        SocketChannel client = namespace.open(SocketChannel::open);
        client.connect(server.getLocalAddress());
        return client;
    }

    @Test
    void countsSocketsOfBothVersions() throws Exception {
        assertThat(diagnostics.counts()).isEqualTo(NONE);
        try (ServerSocketChannel server = server();
                SocketChannel client = connect(server);
                SocketChannel accepted = server.accept();
                ServerSocketChannel server6 = namespace
                        .open(ServerSocketChannel::open)
                        .bind(new InetSocketAddress(InterfaceAddress.parseAddress("::1"), 0));
                DatagramChannel datagram = namespace.open(DatagramChannel::open);
                DatagramChannel unbound = namespace.open(DatagramChannel::open)) {
            datagram.bind(new InetSocketAddress(0));

            assertThat(diagnostics.counts()).isEqualTo(new SocketCounts(2, 2, 1));
            assertThat(client.isConnected() && accepted.isConnected() && server6.isOpen() && unbound.isOpen())
                    .isTrue();
        }
        assertThat(diagnostics.counts()).isEqualTo(NONE);
    }

    @Test
    void countsNoSocketOfTheHost() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                DatagramChannel datagram = DatagramChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            datagram.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            assertThat(diagnostics.counts()).isEqualTo(NONE);
        }
    }

    @Test
    void knowsConnectionsThatHaveSomethingLeftToSay() throws Exception {
        try (ServerSocketChannel server = server();
                SocketChannel accepted = fullAndClosed(server)) {
            assertThat(diagnostics.isClosing()).isTrue();

            accepted.configureBlocking(false);
            ByteBuffer data = ByteBuffer.allocateDirect(1 << 20);
            Eventually.holds(() -> accepted.read(data.clear()) < 0, "the peer has read everything");

            Eventually.holds(() -> !diagnostics.isClosing(), "everything is said");
        }
    }

    /** The other side of a connection whose peer was closed with more under way than is taken. */
    private SocketChannel fullAndClosed(ServerSocketChannel server) throws IOException {
        try (SocketChannel client = connect(server)) {
            client.configureBlocking(false);
            ByteBuffer data = ByteBuffer.allocateDirect(65536);
            while (client.write(data.clear()) > 0) {
                // until neither buffer takes more
            }
        }
        return server.accept();
    }

    @Test
    void resetsEveryConnection() throws Exception {
        try (ServerSocketChannel server = server();
                SocketChannel client = connect(server);
                SocketChannel accepted = server.accept();
                SocketChannel abandoned = fullAndClosed(server);
                ServerSocketChannel outside = ServerSocketChannel.open()) {
            outside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

            diagnostics.destroyConnections();

            Eventually.holds(() -> diagnostics.counts().equals(NONE), "all are gone");
            assertThat(diagnostics.isClosing()).isFalse();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.read(ByteBuffer.allocate(1)));
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> accepted.read(ByteBuffer.allocate(1)));
            assertThat(abandoned.isOpen()).as("for its user").isTrue();
            try (SocketChannel ours = SocketChannel.open(outside.getLocalAddress())) {
                assertThat(ours.isConnected())
                        .as("the host's sockets are left alone")
                        .isTrue();
            }
        }
    }

    @Test
    void hasNothingToResetWhereThereIsNothing() throws Exception {
        diagnostics.destroyConnections();

        assertThat(diagnostics.counts()).isEqualTo(NONE);
        assertThat(diagnostics.isClosing()).isFalse();
    }
}

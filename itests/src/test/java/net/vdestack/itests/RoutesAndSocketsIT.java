package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.Route;
import net.vdestack.api.SocketStatus;
import net.vdestack.api.SocketStatus.Protocol;
import net.vdestack.api.StackSpec;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stack tells its routes and sockets as {@code ip} and {@code ss} do. */
@Timeout(60)
class RoutesAndSocketsIT {
    private NetworkStack stack;

    @BeforeEach
    void open() throws Exception {
        stack = NetworkStacks.open(StackSpec.builder()
                .link("vde0", "lan://looked-at")
                .link("vde1", "lan://looked-at-too")
                .config("eth,ip=10.5.0.1/24,gw=10.5.0.254,ip=fd05::1/64")
                .commands("ip link set vde1 up")
                .build());
    }

    @AfterEach
    void close() {
        stack.close();
    }

    private static Route route(String destination, String gateway, String link, long metric) {
        return new Route(
                InterfaceAddress.parse(destination),
                Optional.ofNullable(gateway).map(InterfaceAddress::parseAddress),
                Optional.ofNullable(link),
                metric);
    }

    @Test
    void tellsItsRoutes() throws Exception {
        assertThat(stack.run("ip route add 10.6.0.0/16 via 10.5.0.7 metric 5;"
                                + "ip route add blackhole 10.7.0.0/16;"
                                + "ip route add 10.8.0.0/16 nexthop via 10.5.0.8 dev vde0 nexthop dev vde1;"
                                + "ip route add 10.9.0.0/16 via inet6 fd05::9 dev vde0;"
                                + "ip -6 route add fd06::/16 via fd05::6;"
                                + "ip route add 10.10.0.0/16 dev vde0 table 7")
                        .exitCode())
                .isZero();

        List<Route> routes = stack.routes();

        assertThat(routes)
                .contains(
                        route("0.0.0.0/0", "10.5.0.254", "vde0", 0),
                        route("10.5.0.0/24", null, "vde0", 0),
                        route("10.6.0.0/16", "10.5.0.7", "vde0", 5),
                        route("10.7.0.0/16", null, null, 0),
                        route("10.8.0.0/16", "10.5.0.8", "vde0", 0),
                        route("10.8.0.0/16", null, "vde1", 0),
                        route("10.9.0.0/16", "fd05::9", "vde0", 0),
                        route("fd05::/64", null, "vde0", 256),
                        route("fd06::/16", "fd05::6", "vde0", 1024));
        assertThat(routes).extracting(Route::destination).doesNotContain(InterfaceAddress.parse("10.10.0.0/16"));
    }

    @Test
    void tellsItsSockets() throws Exception {
        assertThat(stack.sockets()).isEmpty();
        try (ServerSocketChannel server = stack.openServerSocketChannel();
                SocketChannel client = stack.openSocketChannel();
                DatagramChannel udp = stack.openDatagramChannel()) {
            server.bind(new InetSocketAddress("10.5.0.1", 80), 7);
            client.connect(server.getLocalAddress());
            udp.bind(new InetSocketAddress("fd05::1", 53));
            try (SocketChannel accepted = server.accept()) {
                client.write(ByteBuffer.allocate(10));
                Await.until(
                        "10 bytes to read", () -> stack.sockets().stream().anyMatch(each -> each.receiveQueue() == 10));

                InetSocketAddress from = (InetSocketAddress) client.getLocalAddress();
                InetSocketAddress to = (InetSocketAddress) server.getLocalAddress();
                assertThat(stack.sockets())
                        .extracting(
                                SocketStatus::protocol,
                                SocketStatus::state,
                                SocketStatus::local,
                                SocketStatus::remote,
                                SocketStatus::receiveQueue)
                        .containsExactlyInAnyOrder(
                                tuple(Protocol.TCP, "LISTEN", to, Optional.empty(), 0L),
                                tuple(Protocol.TCP, "ESTAB", from, Optional.of(to), 0L),
                                tuple(Protocol.TCP, "ESTAB", to, Optional.of(from), 10L),
                                tuple(Protocol.UDP, "UNCONN", udp.getLocalAddress(), Optional.empty(), 0L));
                assertThat(accepted.isConnected()).isTrue();
                assertThat(stack.sockets()).allMatch(each -> each.user() == 0 && each.inode() > 0);
            }
        }
    }
}

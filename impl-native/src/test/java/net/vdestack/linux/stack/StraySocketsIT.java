package net.vdestack.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.namespace.Whereabouts;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.netlink.RouteNetlink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class StraySocketsIT {
    private static LocalNamespaces namespaces;

    private Namespace namespace;
    private StraySockets strays;
    private ServerSocketChannel server;
    private SocketChannel client;
    private SocketChannel accepted;

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
        strays = new StraySockets(namespace.identity());
        server = namespace.open(ServerSocketChannel::open);
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        client = namespace.open(SocketChannel::open);
        client.connect(server.getLocalAddress());
        accepted = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        accepted.close();
        client.close();
        server.close();
        namespace.close();
    }

    private static <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future);
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    @Test
    void wakeTheirUsersWhenShutDown() throws Exception {
        FutureTask<Integer> reading = start(() -> accepted.read(ByteBuffer.allocate(1)));

        assertThat(strays.shutDown()).isEqualTo(3);

        assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(accepted.isOpen()).isTrue();
        assertThat(strays.shutDown()).as("until they are closed").isEqualTo(3);
        accepted.close();
        client.close();
        server.close();
        assertThat(strays.shutDown()).isZero();
    }

    @Test
    void letTheNamespaceGoOnceReplaced() throws Exception {
        NamespaceNumbers watch = new NamespaceNumbers(namespaces.numbering());
        int watched = watch.give(namespace.descriptor());
        Set<Integer> numbers = Whereabouts.socketsOf(namespace.identity());
        assertThat(strays.shutDown()).isEqualTo(3);
        assertThat(strays.replace()).isEqualTo(3);

        assertThat(Whereabouts.socketsOf(namespace.identity())).isEmpty();
        assertThat(strays.replace()).isZero();
        assertThat(numbers)
                .allSatisfy(number -> assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number))
                                .toString())
                        .startsWith("socket:"));
        namespace.close();
        Eventually.holds(() -> watch.isGone(watched), "the namespace is gone");
    }

    @Test
    void canStillBeUsedAndClosedWithoutHarm() throws Exception {
        strays.shutDown();
        strays.replace();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.write(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> server.accept());
        Set<Integer> numbers = numbers();
        accepted.close();
        client.close();
        server.close();

        assertThat(accepted.isOpen() || client.isOpen() || server.isOpen()).isFalse();
        assertThat(numbers()).hasSize(numbers.size() - 3);
    }

    private static Set<Integer> numbers() throws IOException {
        Set<Integer> found = new TreeSet<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            descriptors.forEach(
                    each -> found.add(Integer.valueOf(each.getFileName().toString())));
        }
        return found;
    }

    @Test
    void doNotDisturbASelectorTheyAreRegisteredWith() throws Exception {
        try (Selector selector = Selector.open();
                ServerSocketChannel other = ServerSocketChannel.open()) {
            accepted.configureBlocking(false);
            SelectionKey key = accepted.register(selector, SelectionKey.OP_READ);
            other.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            selector.selectNow();

            strays.shutDown();
            strays.replace();
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            selector.selectNow();
            accepted.close();
            selector.selectNow();

            try (SocketChannel ours = SocketChannel.open(other.getLocalAddress())) {
                selector.selectedKeys().clear();
                assertThat(selector.select(20_000)).as("for %s", ours).isOne();
            }
            assertThat(key.isValid()).isFalse();
        }
    }

    @Test
    void areNeitherTheHostsNorAnotherStacks() throws Exception {
        Namespace other = namespaces.create("other");
        try (RouteNetlink route = RouteNetlink.open(other);
                ServerSocketChannel hostServer = ServerSocketChannel.open();
                ServerSocketChannel otherServer = other.open(ServerSocketChannel::open);
                DatagramChannel hostDatagram = DatagramChannel.open()) {
            route.setUp(1, true);
            InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            hostServer.bind(loopback);
            otherServer.bind(loopback);
            hostDatagram.bind(loopback);
            try (SocketChannel hostClient = SocketChannel.open(hostServer.getLocalAddress());
                    SocketChannel hostAccepted = hostServer.accept();
                    SocketChannel otherClient = other.open(SocketChannel::open)) {
                otherClient.connect(otherServer.getLocalAddress());
                try (SocketChannel otherAccepted = otherServer.accept()) {
                    strays.shutDown();
                    strays.replace();

                    exchange(hostClient, hostAccepted);
                    exchange(otherClient, otherAccepted);
                    assertThat(route.findInterface(1)).isPresent();
                    hostDatagram.send(ByteBuffer.allocate(1), hostDatagram.getLocalAddress());
                    assertThat(hostDatagram.receive(ByteBuffer.allocate(1))).isNotNull();
                }
            }
        } finally {
            other.close();
        }
    }

    private static void exchange(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(1);
        from.write(ByteBuffer.wrap(new byte[] {42}));
        assertThat(to.read(received)).isOne();
        assertThat(received.get(0)).isEqualTo((byte) 42);
    }

    @Test
    void areLetGoAtOnceThoughTheyLinger() throws Exception {
        accepted.setOption(StandardSocketOptions.SO_LINGER, 3600);
        accepted.configureBlocking(false);
        ByteBuffer data = ByteBuffer.allocateDirect(65536);
        while (accepted.write(data.clear()) > 0) {
            // until neither buffer takes more
        }

        strays.shutDown();

        assertThat(strays.replace()).isEqualTo(3);
        assertThat(Whereabouts.socketsOf(namespace.identity())).isEmpty();
    }
}

package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets are in the stack, whoever opens them, and no thread stays there. */
@Timeout(60)
class SocketsIT {
    /** Addresses that exist in these stacks and nowhere else: to bind to one proves where a socket is. */
    private static final InetAddress ALICE = address("10.7.0.1");

    private static final InetAddress ALICE6 = address("fd07::1");
    private static final InetAddress BOB = address("10.7.0.2");

    private static NetworkStack alice;
    private static NetworkStack bob;

    private static InetAddress address(String literal) {
        return InterfaceAddress.parseAddress(literal);
    }

    @BeforeAll
    static void open() throws IOException {
        alice = open("alice", "eth,ip=10.7.0.1/24,ip=fd07::1/64");
        bob = open("bob", "eth,ip=10.7.0.2/24,ip=fd07::2/64");
    }

    private static NetworkStack open(String name, String config) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", "lan://sockets")
                .config(config)
                .build());
    }

    @AfterAll
    static void close() {
        alice.close();
        bob.close();
    }

    private static String hostNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    }

    private static String ownNamespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }

    private static void assertInAlice(NetworkChannel channel) throws IOException {
        try (channel) {
            channel.bind(new InetSocketAddress(ALICE, 0));
        }
    }

    @Test
    void opensEveryChannelInTheStack() throws IOException {
        assertInAlice(alice.openSocketChannel());
        assertInAlice(alice.openSocketChannel(StandardProtocolFamily.INET));
        assertInAlice(alice.openServerSocketChannel());
        assertInAlice(alice.openServerSocketChannel(StandardProtocolFamily.INET));
        assertInAlice(alice.openDatagramChannel());
        assertInAlice(alice.openDatagramChannel(StandardProtocolFamily.INET));
        assertInAlice(alice.openAsynchronousSocketChannel(null));
        assertInAlice(alice.openAsynchronousServerSocketChannel(null));
        try (SocketChannel v6 = alice.openSocketChannel(StandardProtocolFamily.INET6)) {
            v6.bind(new InetSocketAddress(ALICE6, 0));
        }
    }

    @Test
    void opensEverySocketOfAFactoryInTheStack() throws IOException {
        SocketFactory sockets = alice.socketFactory();
        ServerSocketFactory servers = alice.serverSocketFactory();
        try (Socket socket = sockets.createSocket();
                ServerSocket server = servers.createServerSocket()) {
            socket.bind(new InetSocketAddress(ALICE, 0));
            server.bind(new InetSocketAddress(ALICE, 0));
        }
        try (ServerSocket server = servers.createServerSocket(0, 5, ALICE);
                ServerSocket any = servers.createServerSocket(0);
                ServerSocket queued = servers.createServerSocket(0, 5);
                Socket byAddress = bob.socketFactory().createSocket(ALICE, server.getLocalPort());
                Socket byName = bob.socketFactory().createSocket("10.7.0.1", any.getLocalPort());
                Socket bound = bob.socketFactory().createSocket(ALICE, queued.getLocalPort(), BOB, 0);
                Socket boundByName = bob.socketFactory().createSocket("10.7.0.1", server.getLocalPort(), BOB, 0)) {
            for (Socket each : new Socket[] {byAddress, byName, bound, boundByName}) {
                assertThat(each.getInetAddress()).isEqualTo(ALICE);
                assertThat(each.getLocalAddress()).isEqualTo(BOB);
            }
        }
        assertThat(alice.socketFactory()).isEqualTo(sockets).isNotEqualTo(bob.socketFactory());
    }

    @Test
    void closesASocketThatAFactoryCannotConnect() throws Exception {
        Resources before = Resources.now();
        SocketFactory sockets = alice.socketFactory();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> sockets.createSocket(ALICE, 9)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> sockets.createSocket(ALICE, 9, BOB, 0)).isInstanceOf(IOException.class);
        }
        assertThat(Resources.now().descriptors()).isLessThanOrEqualTo(before.descriptors());
    }

    @Test
    void leavesTheCallingThreadAndAllOthersInTheHost() throws Exception {
        opensEveryChannelInTheStack();
        opensEverySocketOfAFactoryInTheStack();

        assertThat(ownNamespace()).isEqualTo(hostNamespace());
        CompletableFuture<String> inPool = CompletableFuture.supplyAsync(() -> {
            try {
                return ownNamespace();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(inPool.get()).isEqualTo(hostNamespace());
    }

    @Test
    void returnsAThreadOfOneStackToThatStack() throws Exception {
        String inBob = bob.call(() -> {
            assertInAlice(alice.openSocketChannel());
            try (SocketChannel own = bob.openSocketChannel()) {
                own.bind(new InetSocketAddress(BOB, 0));
            }
            return ownNamespace();
        });

        assertThat(inBob).isEqualTo(bob.call(SocketsIT::ownNamespace)).isNotEqualTo(hostNamespace());
    }

    @Test
    void connectsBlocking() throws IOException {
        try (ServerSocketChannel server = alice.openServerSocketChannel();
                SocketChannel client = bob.openSocketChannel()) {
            server.bind(new InetSocketAddress(ALICE, 0));
            client.connect(server.getLocalAddress());
            try (SocketChannel accepted = server.accept()) {
                client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));

                ByteBuffer received = ByteBuffer.allocate(5);
                accepted.read(received);
                assertThat(received.array()).asString(UTF_8).isEqualTo("hello");
            }
        }
    }

    @Test
    void connectsWithASelector() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = alice.openServerSocketChannel();
                SocketChannel client = bob.openSocketChannel()) {
            server.bind(new InetSocketAddress(ALICE6, 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            client.configureBlocking(false);
            client.connect(server.getLocalAddress());
            client.register(selector, SelectionKey.OP_CONNECT);
            SocketChannel accepted = null;
            while (accepted == null || !client.isConnected()) {
                selector.select(10_000);
                accepted = accepted == null ? server.accept() : accepted;
                client.finishConnect();
            }
            accepted.close();
        }
    }

    @Test
    void connectsAsynchronously() throws IOException, InterruptedException, ExecutionException {
        try (AsynchronousServerSocketChannel server = alice.openAsynchronousServerSocketChannel(null);
                AsynchronousSocketChannel client = bob.openAsynchronousSocketChannel(null)) {
            server.bind(new InetSocketAddress(ALICE, 0));
            var accepting = server.accept();
            client.connect(server.getLocalAddress()).get();
            try (AsynchronousSocketChannel accepted = accepting.get()) {
                client.write(ByteBuffer.wrap("hello".getBytes(UTF_8))).get();

                ByteBuffer received = ByteBuffer.allocate(5);
                accepted.read(received).get();
                assertThat(received.array()).asString(UTF_8).isEqualTo("hello");
            }
        }
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        assertThat(threads)
                .filteredOn(thread -> thread.getName().equals("vdestack-async"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    @Test
    void exchangesDatagramsOfBothVersionsOnOneSocket() throws IOException {
        try (DatagramChannel server = alice.openDatagramChannel();
                DatagramChannel v4 = bob.openDatagramChannel(StandardProtocolFamily.INET);
                DatagramChannel v6 = bob.openDatagramChannel(StandardProtocolFamily.INET6)) {
            server.bind(new InetSocketAddress(0));
            int port = server.socket().getLocalPort();

            v4.send(ByteBuffer.wrap("four".getBytes(UTF_8)), new InetSocketAddress(ALICE, port));
            v6.send(ByteBuffer.wrap("six!".getBytes(UTF_8)), new InetSocketAddress(ALICE6, port));

            assertThat(List.of(receive(server), receive(server))).containsExactlyInAnyOrder("four", "six!");
        }
    }

    private static String receive(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        channel.receive(buffer);
        return UTF_8.decode(buffer.flip()).toString();
    }

    @Test
    void wakesWhoeverIsBlockedWhenAChannelIsClosed() throws Exception {
        ServerSocketChannel server = alice.openServerSocketChannel();
        server.bind(new InetSocketAddress(ALICE, 0));
        FutureTask<SocketChannel> accepting = new FutureTask<>(server::accept);
        Thread thread = new Thread(accepting);
        thread.start();
        while (thread.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }

        server.close();

        assertThatThrownBy(() -> accepting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void runsTasksInTheStackWithTheCallersClassLoader() throws Exception {
        ClassLoader mine = new ClassLoader(null) {};
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(mine);
        try {
            assertThat(alice.<ClassLoader>call(() -> Thread.currentThread().getContextClassLoader()))
                    .isSameAs(mine);
        } finally {
            caller.setContextClassLoader(before);
        }
        Callable<Void> failing = () -> {
            throw new IOException("mine");
        };
        assertThatThrownBy(() -> alice.call(failing))
                .isInstanceOf(IOException.class)
                .hasMessage("mine");
        assertThat(alice.call(() -> {
                    try (ServerSocket plain = new ServerSocket(0, 5, ALICE)) {
                        return plain.isBound();
                    }
                }))
                .isTrue();
    }

    @Test
    void closesWhatIsBlockedOnAStackThatIsClosed() throws Exception {
        NetworkStack stack = NetworkStacks.open("");
        var raw = stack.openSocket(2, 2, 0);
        FutureTask<Integer> reading = new FutureTask<>(() -> raw.read(ByteBuffer.allocate(1)));
        new Thread(reading).start();

        stack.close();

        assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
                .satisfiesAnyOf(
                        e -> assertThat(e).hasCauseInstanceOf(AsynchronousCloseException.class),
                        // closed before the other thread came to read
                        e -> assertThat(e).hasCauseInstanceOf(ClosedChannelException.class));
    }
}

package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Bundles that use stacks, and what becomes of their sockets. */
@Timeout(120)
@ExtendWith(SharedPlatform.class)
class AppBundlesIT {
    @Test
    void anAppNeedsNothingOfOursToUseAStack(Platform platform) throws Exception {
        String app = platform.bundleOf("app.caller", "example.caller");

        platform.run(inside -> {
            Bundle caller = inside.install(app);
            assertThat(caller.getHeaders().get("Import-Package"))
                    .contains("javax.net")
                    .doesNotContain("vdestack");
            assertThat(inside.references(Callable.class, "(app=caller)")).isEmpty();

            Stacks.create(inside, "blue", "lan://apps", "10.5.0.1");
            NetworkStack red = Stacks.create(inside, "red", "lan://apps", "10.5.0.2");
            try (ServerSocketChannel server = red.openServerSocketChannel()) {
                server.bind(new InetSocketAddress("10.5.0.2", 7));
                FutureTask<Void> serving = new FutureTask<>(() -> tellAddress(server), null);
                new Thread(serving).start();

                assertThat(inside.service(Callable.class, "(app=caller)").call())
                        .isEqualTo("you are 10.5.0.1");
                serving.get(10, TimeUnit.SECONDS);
            }
        });
    }

    private static void tellAddress(ServerSocketChannel server) {
        try (SocketChannel client = server.accept()) {
            InetSocketAddress address = (InetSocketAddress) client.getRemoteAddress();
            String text = "you are " + address.getAddress().getHostAddress();
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBundleThatStopsTakesItsOwnSocketsWithIt(Platform platform) throws Exception {
        String one = platform.bundleOf("app.one");
        String two = platform.bundleOf("app.two");

        platform.run(inside -> {
            Stacks.create(inside, "blue", "lan://apps", "10.5.0.1");
            Bundle stopping = inside.install(one);
            NetworkStack ofOne = stackAsSeenBy(stopping);
            NetworkStack ofTwo = stackAsSeenBy(inside.install(two));
            try (Connection mine = new Connection(ofTwo, 7001);
                    Connection its = new Connection(ofOne, 7000);
                    Socket fromItsFactory = factoryAsSeenBy(stopping).createSocket("10.5.0.1", 7001)) {
                stopping.stop();

                its.assertClosed();
                assertThat(fromItsFactory.isClosed()).isTrue();
                mine.assertUsable();
            }
        });
    }

    @Test
    void closingAStackClosesTheSocketsOfTheBundleThatDoes(Platform platform) throws Exception {
        String one = platform.bundleOf("app.one");
        String two = platform.bundleOf("app.two");

        platform.run(inside -> {
            Stacks.create(inside, "blue", "lan://apps", "10.5.0.1");
            NetworkStack ofOne = stackAsSeenBy(inside.install(one));
            NetworkStack ofTwo = stackAsSeenBy(inside.install(two));
            try (Connection its = new Connection(ofOne, 7000);
                    Connection mine = new Connection(ofTwo, 7001)) {
                ofOne.close();

                its.assertClosed();
                mine.assertUsable();
                assertThat(inside.service(StackRegistry.class).find("blue")).isPresent();
            }
            try (Connection again = new Connection(ofOne, 7000)) {
                again.assertUsable();
            }
        });
    }

    @Test
    void deletingAStackEndsItForAll(Platform platform) throws Exception {
        String one = platform.bundleOf("app.one");

        platform.run(inside -> {
            Stacks.create(inside, "blue", "lan://apps", "10.5.0.1");
            NetworkStack ofOne = stackAsSeenBy(inside.install(one));
            try (Connection its = new Connection(ofOne, 7000)) {
                inside.service(StackRegistry.class).delete("blue");

                its.assertClosed();
                assertThatThrownBy(ofOne::openSocketChannel).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    private static NetworkStack stackAsSeenBy(Bundle app) throws Exception {
        return serviceAsSeenBy(app, NetworkStack.class);
    }

    private static SocketFactory factoryAsSeenBy(Bundle app) throws Exception {
        return serviceAsSeenBy(app, SocketFactory.class);
    }

    /** As if the app had asked for it. */
    private static <T> T serviceAsSeenBy(Bundle app, Class<T> type) throws Exception {
        ServiceReference<T> reference = app.getBundleContext()
                .getServiceReferences(type, Stacks.named("blue"))
                .iterator()
                .next();
        return app.getBundleContext().getService(reference);
    }

    /** A server and a client in one stack that are connected. */
    private static final class Connection implements Closeable {
        private final ServerSocketChannel server;
        private final SocketChannel client;
        private final SocketChannel accepted;

        Connection(NetworkStack stack, int port) throws IOException {
            server = stack.openServerSocketChannel().bind(new InetSocketAddress("10.5.0.1", port));
            client = stack.openSocketChannel();
            client.connect(server.getLocalAddress());
            accepted = server.accept();
        }

        void assertClosed() throws IOException {
            assertThat(server.isOpen()).isFalse();
            assertThat(client.isOpen()).isFalse();
            // it was not opened by the stack: its end shows by reading
            assertThatCode(() ->
                            assertThat(accepted.read(ByteBuffer.allocate(1))).isNegative())
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(IOException.class));
        }

        void assertUsable() throws IOException {
            client.write(ByteBuffer.wrap(new byte[] {42}));
            ByteBuffer received = ByteBuffer.allocate(1);
            accepted.read(received);
            assertThat(received.array()).containsExactly(42);
        }

        @Override
        public void close() throws IOException {
            server.close();
            client.close();
            accepted.close();
        }
    }
}

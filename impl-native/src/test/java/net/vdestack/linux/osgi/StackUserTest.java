package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.List;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a bundle has of the stacks, of which there is one, blue. */
@Timeout(40)
class StackUserTest {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    private final FakeStacks live = new FakeStacks();
    private final FakeConfigurations configurations = new FakeConfigurations();
    private final ConfiguredStacks stacks = new ConfiguredStacks(
            live,
            live::create,
            live::restore,
            new StackStore(configurations.admin()),
            stack -> new NoPublication(),
            task -> {});
    private final FakeNamespace namespace = new FakeNamespace();
    private final StackUser one = user("one");
    private final StackUser two = user("two");

    private static final class NoPublication implements Publication {
        @Override
        public void refresh() {}

        @Override
        public void withdraw() {}

        @Override
        public void forget() {}
    }

    private StackUser user(String name) {
        return new StackUser(name, stacks, live, (stack, account) -> namespace.sockets(account));
    }

    private NetworkStack blue() throws Exception {
        return one.create(
                StackSpec.builder().name("blue").link("vde0", "lan://a").build());
    }

    @Test
    void hasOneViewOfAStack() throws Exception {
        NetworkStack view = blue();

        assertThat(one.find("blue")).containsSame(view);
        assertThat(one.stacks()).containsExactly(view);
        assertThat(one.update(view.spec())).isSameAs(view);
        assertThat(one.view(stacks.find("blue").orElseThrow())).isSameAs(view);
        assertThat(two.find("blue").orElseThrow()).isNotSameAs(view).returns("blue", NetworkStack::name);
        assertThat(one.find("red")).isEmpty();
    }

    @Test
    void closesItsOwnSocketsAndOpensMore() throws Exception {
        NetworkStack view = blue();
        List<Channel> channels = List.of(
                view.openSocketChannel(),
                view.openSocketChannel(StandardProtocolFamily.INET),
                view.openServerSocketChannel(),
                view.openServerSocketChannel(StandardProtocolFamily.INET),
                view.openDatagramChannel(),
                view.openDatagramChannel(StandardProtocolFamily.INET));
        NativeSocket raw = view.openSocket(AF_INET, SOCK_DGRAM, 0);
        Socket socket = view.socketFactory().createSocket();
        ServerSocket server = view.serverSocketFactory().createServerSocket();
        SocketChannel others = two.find("blue").orElseThrow().openSocketChannel();

        view.close();

        assertThat(channels).noneMatch(Channel::isOpen);
        assertThat(raw.isOpen()).isFalse();
        assertThat(socket.isClosed()).isTrue();
        assertThat(server.isClosed()).isTrue();
        assertThat(others.isOpen()).isTrue();
        assertThat(live.calls).doesNotContain("close blue");
        try (SocketChannel again = view.openSocketChannel()) {
            assertThat(again.isOpen()).isTrue();
        }
        others.close();
    }

    /** A connection pool may be keyed by its factory. */
    @Test
    void hasEqualFactoriesForOneStack() throws Exception {
        NetworkStack view = blue();

        assertThat(view.socketFactory()).isEqualTo(view.socketFactory());
        assertThat(view.socketFactory())
                .isNotEqualTo(two.find("blue").orElseThrow().socketFactory());
    }

    @Test
    void losesItsSocketsWhenItStopsAndNobodyElseDoes() throws Exception {
        NetworkStack view = blue();
        SocketChannel mine = view.openSocketChannel();
        SocketChannel others = two.find("blue").orElseThrow().openSocketChannel();

        one.close();

        assertThat(mine.isOpen()).isFalse();
        assertThat(others.isOpen()).isTrue();
        assertThatIllegalStateException().isThrownBy(view::openSocketChannel).withMessage("bundle one is stopped");
        assertThatIllegalStateException().isThrownBy(() -> one.find("blue")).withMessage("bundle one is stopped");
        assertThatIllegalStateException()
                .isThrownBy(() -> view.socketFactory().createSocket())
                .withMessage("bundle one is stopped");
        assertThat(live.calls).doesNotContain("close blue");
        others.close();
    }

    /** Accepted ones are the application's to close, as its documentation says. */
    @Test
    void keepsWhatItHasAcceptedWhenItStops() throws Exception {
        ServerSocket server = blue().serverSocketFactory().createServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            one.close();

            assertThat(server.isClosed()).isTrue();
            client.getOutputStream().write(7);
            assertThat(accepted.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void hasNoStackAnyMoreOnceThatIsDeleted() throws Exception {
        NetworkStack view = blue();
        SocketChannel mine = view.openSocketChannel();

        assertThat(one.delete("blue")).isTrue();
        namespace.close();

        assertThat(mine.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(view::openSocketChannel).withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(view::socketFactory).withMessage("stack blue is closed");
        assertThatIllegalStateException().isThrownBy(view::serverSocketFactory).withMessage("stack blue is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> view.configure("ip=10.0.0.1/24"))
                .withMessage("stack blue is closed");
    }

    @Test
    void changesTheStackForAllAndItIsStored() throws Exception {
        NetworkStack view = blue();

        view.connect("vde0", "lan://b");
        view.configure("ip=10.0.0.1/24");

        assertThat(two.find("blue").orElseThrow().spec()).isEqualTo(view.spec());
        assertThat(configurations.stored.get("net.vdestack.stack~blue"))
                .containsEntry("network", "lan://b")
                .containsEntry("config", "ip=10.0.0.1/24");
    }

    @Test
    void listensUntilItStopsOrHasEnough() throws Exception {
        StackListener first = new StackListener() {};
        StackListener second = new StackListener() {};
        AutoCloseable subscription = one.addListener(first);
        one.addListener(second);
        two.addListener(first);

        subscription.close();
        subscription.close();
        assertThat(live.listeners).containsExactly(second, first);
        one.close();

        assertThat(live.listeners).containsExactly(first);
    }
}

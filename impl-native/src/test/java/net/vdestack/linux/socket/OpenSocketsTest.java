package net.vdestack.linux.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.NativeSocket;
import net.vdestack.api.SocketAddresses;
import net.vdestack.linux.syscall.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sockets are the host's, on its loopback interface: nothing here depends on where they are. */
@Timeout(40)
class OpenSocketsTest {
    private static final int LONG = 3600;

    private final OpenSockets open = new OpenSockets("stack is closed");

    private static final class Probe implements Closeable {
        private int closed;

        @Override
        public void close() throws IOException {
            closed++;
            throw new IOException("cannot be closed");
        }
    }

    @Test
    void areClosedTogether() throws Exception {
        List<Channel> channels = new ArrayList<>();
        channels.add(open.add(SocketChannel.open()));
        channels.add(open.add(ServerSocketChannel.open()));
        channels.add(open.add(DatagramChannel.open()));
        channels.add(open.add(AsynchronousSocketChannel.open()));
        Socket socket = open.add(new Socket());

        open.close();
        open.close();

        assertThat(channels).noneMatch(Channel::isOpen);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void canBeOpenedAgainWhenAllWereClosed() throws Exception {
        SocketChannel before = open.add(SocketChannel.open());
        open.closeAll();
        SocketChannel after = open.add(SocketChannel.open());

        assertThat(before.isOpen()).isFalse();
        assertThat(after.isOpen()).isTrue();
        open.close();
        assertThat(after.isOpen()).isFalse();
    }

    @Test
    void areAllClosedThoughOneCannotBe() throws Exception {
        Probe first = open.add(new Probe());
        Probe second = open.add(new Probe());

        open.close();

        assertThat(first.closed).isOne();
        assertThat(second.closed).isOne();
    }

    @Test
    void areClosedAtOnceWhenTheirStackIs() throws Exception {
        open.close();
        SocketChannel late = SocketChannel.open();

        assertThatIllegalStateException().isThrownBy(() -> open.add(late)).withMessage("stack is closed");
        assertThat(late.isOpen()).isFalse();
    }

    @Test
    void areKeptNeitherWhenClosedNorWhenForgotten() throws Exception {
        List<WeakReference<Closeable>> references = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            references.add(addAndForget(i % 2 == 0));
        }

        for (int i = 0; i < 50 && references.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
        }

        assertThat(references).allMatch(each -> each.get() == null);
    }

    private WeakReference<Closeable> addAndForget(boolean close) throws IOException {
        SocketChannel channel = open.add(SocketChannel.open());
        if (close) {
            channel.close();
        }
        return new WeakReference<>(channel);
    }

    private static void fill(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer data = ByteBuffer.allocate(65536);
        while (channel.write(data.clear()) > 0) {
            // until neither buffer takes more
        }
        channel.configureBlocking(true);
    }

    @Test
    void doNotHoldUpTheirStackByLingering() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel channel = open.add(SocketChannel.open(server.getLocalAddress()));
            channel.setOption(StandardSocketOptions.SO_LINGER, LONG);
            fill(channel);
            Socket socket = open.add(new Socket());
            socket.connect(server.getLocalAddress());
            socket.setSoLinger(true, LONG);
            NativeSocket raw = open.add(fullNativeSocket((InetSocketAddress) server.getLocalAddress()));

            open.close();

            assertThat(channel.isOpen()).isFalse();
            assertThat(socket.isClosed()).isTrue();
            assertThat(raw.isOpen()).isFalse();
        }
    }

    private static NativeSocket fullNativeSocket(InetSocketAddress server) throws IOException {
        int family = server.getAddress().getAddress().length == 4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        StackNativeSocket socket = StackNativeSocket.open(Sockets.open(family, Sockets.SOCK_STREAM, 0));
        socket.connect(SocketAddresses.encode(server));
        ByteBuffer linger = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        socket.setOption(
                Sockets.SOL_SOCKET,
                Sockets.SO_LINGER,
                linger.putInt(1).putInt(LONG).flip());
        ByteBuffer data = ByteBuffer.allocateDirect(65536);
        while (Sockets.trySend(socket.fd(), data, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL, null) > 0) {
            // until neither buffer takes more
        }
        return socket;
    }
}

package net.vdestack.linux.syscall;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.SyscallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketsTest {
    private static final int SO_TYPE = 3;
    private static final int SO_KEEPALIVE = 9;

    private Fd stream;
    private Fd datagram;

    @BeforeEach
    void open() throws Exception {
        stream = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_STREAM, 0);
        datagram = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_DGRAM, 0);
    }

    @AfterEach
    void close() {
        stream.close();
        datagram.close();
    }

    private static ByteBuffer loopback(int port) throws Exception {
        return SocketAddresses.encode(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    }

    private static InetSocketAddress bind(Fd fd) throws Exception {
        Sockets.bind(fd.number(), loopback(0), "loopback");
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(fd.number(), address);
        return SocketAddresses.decode(address, 0);
    }

    @Test
    void opensCloseOnExec() throws Exception {
        assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + stream.number())))
                .containsPattern("flags:\\s+02\\d{6}\\n");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Sockets.open(4711, 1, 0))
                .withMessageStartingWith("socket(4711, 1, 0): EAFNOSUPPORT");
    }

    @Test
    void tellsSocketsFromOtherFilesAndTouchesNeither() throws Exception {
        assertThat(Sockets.isSocket(stream.number())).isTrue();
        assertThat(Sockets.isSocket(datagram.number())).isTrue();
        Fd file = Syscalls.open("/proc/self/status", Syscalls.O_RDONLY);
        assertThat(Sockets.isSocket(file.number())).isFalse();
        int closed = file.number();
        file.close();
        assertThat(Sockets.isSocket(closed)).isFalse();
        try (Fd refused = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK, 0)) {
            InetSocketAddress nobody = bind(stream);
            Sockets.tryConnect(refused.number(), loopback(nobody.getPort()));

            assertThat(Sockets.isSocket(refused.number())).isTrue();

            assertThat(Sockets.getOption(refused.number(), Sockets.SOL_SOCKET, Sockets.SO_ERROR))
                    .as("the error that its user is to hear of")
                    .isEqualTo(Errno.ECONNREFUSED.number());
        }
    }

    @Test
    void putsAnAddressWhereTheBufferIs() throws Exception {
        InetSocketAddress bound = bind(datagram);
        ByteBuffer address = Sockets.addressBuffer().position(8);

        Sockets.localAddress(datagram.number(), address);

        assertThat(address.position()).isEqualTo(8 + SocketAddresses.SIZE_V4);
        assertThat(SocketAddresses.decode(address, 8)).isEqualTo(bound);
    }

    @Test
    void cutsAnAddressThatDoesNotFit() throws Exception {
        int port = bind(datagram).getPort();
        ByteBuffer address = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());

        Sockets.localAddress(datagram.number(), address.limit(4));

        assertThat(address.position()).isEqualTo(4);
        assertThat(SocketAddresses.port(address.clear(), 0)).isEqualTo(port);
        assertThat(address.getInt(4)).as("beyond the limit").isZero();
    }

    @Test
    void knowsThePeerOfAConnectedSocketAlone() throws Exception {
        InetSocketAddress server = bind(stream);
        Sockets.listen(stream.number(), 1);
        try (Fd client = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_STREAM, 0)) {
            assertThatExceptionOfType(SyscallException.class)
                    .isThrownBy(() -> Sockets.remoteAddress(client.number(), Sockets.addressBuffer()))
                    .withMessageStartingWith("getpeername: ENOTCONN");

            assertThat(Sockets.tryConnect(client.number(), SocketAddresses.encode(server)))
                    .isZero();

            ByteBuffer peer = Sockets.addressBuffer();
            Sockets.remoteAddress(client.number(), peer);
            assertThat(SocketAddresses.decode(peer, 0)).isEqualTo(server);
        }
    }

    @Test
    void setsAndGetsOptions() throws Exception {
        Sockets.setOption(stream.number(), Sockets.SOL_SOCKET, SO_KEEPALIVE, 1);

        assertThat(Sockets.getOption(stream.number(), Sockets.SOL_SOCKET, SO_KEEPALIVE))
                .isOne();
        assertThat(Sockets.getOption(stream.number(), Sockets.SOL_SOCKET, SO_TYPE))
                .isEqualTo(Sockets.SOCK_STREAM);
        ByteBuffer roomy = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        Sockets.getOption(stream.number(), Sockets.SOL_SOCKET, SO_TYPE, roomy);
        assertThat(roomy.position()).isEqualTo(Integer.BYTES);
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Sockets.setOption(stream.number(), Sockets.SOL_SOCKET, 4711, 1))
                .withMessage("setsockopt(level 1, option 4711): ENOPROTOOPT (Protocol not available)");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Sockets.getOption(stream.number(), Sockets.SOL_SOCKET, 4711))
                .withMessageStartingWith("getsockopt(1, 4711): ENOPROTOOPT");
    }

    @Test
    void takesLingeringAwayButNoReset() throws Exception {
        lingers(1, 60);
        Sockets.doNotLinger(stream.number());
        assertThat(lingering()).startsWith(0);

        lingers(1, 0);
        Sockets.doNotLinger(stream.number());
        assertThat(lingering()).containsExactly(1, 0);
    }

    private void lingers(int on, int seconds) throws Exception {
        ByteBuffer linger = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        linger.putInt(on).putInt(seconds).flip();
        Sockets.setOption(stream.number(), Sockets.SOL_SOCKET, Sockets.SO_LINGER, linger);
    }

    private int[] lingering() throws Exception {
        ByteBuffer linger = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        Sockets.getOption(stream.number(), Sockets.SOL_SOCKET, Sockets.SO_LINGER, linger);
        return new int[] {linger.getInt(0), linger.getInt(4)};
    }

    @Test
    void exchangesDatagrams() throws Exception {
        InetSocketAddress server = bind(datagram);
        try (Fd client = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_DGRAM, 0)) {
            ByteBuffer data = ByteBuffer.allocateDirect(8).put("xhello".getBytes(US_ASCII));
            data.flip().position(1);
            assertThat(Sockets.trySend(client.number(), data, 0, SocketAddresses.encode(server)))
                    .isEqualTo(5);

            ByteBuffer received = ByteBuffer.allocateDirect(100).position(50);
            ByteBuffer sender = Sockets.addressBuffer();
            int size = Sockets.tryReceive(datagram.number(), received, Sockets.MSG_DONTWAIT, sender);

            assertThat(size).isEqualTo(5);
            assertThat(received.position()).isEqualTo(50);
            byte[] bytes = new byte[5];
            received.get(bytes);
            assertThat(bytes).asString(US_ASCII).isEqualTo("hello");
            assertThat(sender.position()).isEqualTo(SocketAddresses.SIZE_V4);
            ByteBuffer expected = Sockets.addressBuffer();
            Sockets.localAddress(client.number(), expected);
            assertThat(SocketAddresses.port(sender, 0)).isEqualTo(SocketAddresses.port(expected, 0));
        }
        assertThat(Sockets.tryReceive(datagram.number(), ByteBuffer.allocateDirect(1), Sockets.MSG_DONTWAIT, null))
                .isEqualTo(-Errno.EAGAIN.number());
    }

    @Test
    void acceptsCloseOnExec() throws Exception {
        InetSocketAddress server = bind(stream);
        Sockets.listen(stream.number(), 1);
        try (Fd client = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_STREAM, 0)) {
            Sockets.tryConnect(client.number(), SocketAddresses.encode(server));

            try (Fd accepted = Fd.adopt(Sockets.tryAccept(stream.number()))) {
                assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + accepted.number())))
                        .containsPattern("flags:\\s+02\\d{6}\\n");
                assertThat(Sockets.tryShutdown(accepted.number(), Sockets.SHUT_RDWR))
                        .isZero();
                assertThat(Sockets.tryReceive(client.number(), ByteBuffer.allocateDirect(1), 0, null))
                        .isZero();
            }
        }
    }

    @Test
    void returnsErrorsAsNumbers() throws Exception {
        assertThat(Sockets.tryBind(stream.number(), SocketAddresses.encode(new InetSocketAddress("192.0.2.1", 1))))
                .isEqualTo(-Errno.EADDRNOTAVAIL.number());
        assertThat(Sockets.tryAccept(stream.number())).isEqualTo(-Errno.EINVAL.number());
        assertThat(Sockets.tryShutdown(stream.number(), Sockets.SHUT_RDWR)).isEqualTo(-Errno.ENOTCONN.number());
        assertThat(Sockets.trySend(stream.number(), ByteBuffer.allocateDirect(1), Sockets.MSG_NOSIGNAL, null))
                .isEqualTo(-Errno.EPIPE.number());
        Sockets.bind(datagram.number(), loopback(0), "loopback");
        assertThatExceptionOfType(SyscallException.class)
                .isThrownBy(() -> Sockets.bind(datagram.number(), loopback(0), "127.0.0.1:0"))
                .withMessage("bind(127.0.0.1:0): EINVAL (Invalid argument)");
    }
}

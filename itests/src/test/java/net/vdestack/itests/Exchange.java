package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import net.vdestack.api.CommandResult;
import net.vdestack.api.NetworkStack;

/** What our stack and a peer do with each other. Data goes there and back, and is compared by its SHA-256. */
final class Exchange implements AutoCloseable {
    private static final int PORT = 7000;
    private static final int TCP_BYTES = 4 << 20;
    private static final int DATAGRAMS = 400;
    /** Larger than a frame, so that they travel in pieces. */
    private static final int MAX_DATAGRAM = 8000;
    /** What goes through a pipe in one piece: PIPE_BUF. */
    private static final int MAX_PIECE = 4096;

    private final NetworkStack stack;
    private final Peer node;
    private final EchoService service;

    Exchange(NetworkStack stack, Peer node) throws IOException {
        Subprocess.require("ping", "socat");
        this.stack = stack;
        this.node = node;
        this.service = new EchoService(stack, PORT);
    }

    /** Everything in both directions, over the IP version of the addresses. */
    void all(String ours, String theirs) throws Exception {
        pingFromNode(ours);
        pingFromStack(theirs);
        tcpFromStack(theirs);
        tcpFromNode(ours);
        udpFromStack(theirs);
        udpFromNode(ours);
    }

    /** Small ones and ones that travel in pieces. */
    void pingFromStack(String theirs) throws IOException {
        ping(stack, "-c 3 -i 0.2 -W 5 " + theirs);
        ping(stack, "-c 3 -i 0.2 -W 5 -s 8000 " + theirs);
    }

    private static void ping(NetworkStack stack, String options) throws IOException {
        CommandResult result = stack.run("ping " + options);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.results().get(0).stdout()).contains(" 0% packet loss");
    }

    void pingFromNode(String ours) throws IOException {
        assertThat(node.run("ping", "-c", "3", "-i", "0.2", "-W", "5", ours)).contains(" 0% packet loss");
        assertThat(node.run("ping", "-c", "3", "-i", "0.2", "-W", "5", "-s", "8000", ours))
                .contains(" 0% packet loss");
    }

    private static boolean v6(String address) {
        return address.contains(":");
    }

    /** An address of socat. */
    private static String socat(String kind, String host) {
        return kind + (v6(host) ? "6:[" + host + "]:" : "4:" + host + ":") + PORT;
    }

    private static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Runs a task on a thread of its own. */
    private static <T> FutureTask<T> inParallel(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "exchange");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    void tcpFromStack(String theirs) throws Exception {
        byte[] sent = payload(TCP_BYTES);
        String version = v6(theirs) ? "6" : "4";

        try (Subprocess echo = node.start("socat", "TCP" + version + "-LISTEN:" + PORT + ",reuseaddr", "EXEC:cat");
                SocketChannel channel = stack.openSocketChannel()) {
            node.awaitPort(v6(theirs) ? "tcp6" : "tcp", PORT);
            assertThat(channel.connect(new InetSocketAddress(theirs, PORT)))
                    .as(echo.toString())
                    .isTrue();
            FutureTask<Void> writing = inParallel(() -> {
                for (ByteBuffer rest = ByteBuffer.wrap(sent); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                channel.shutdownOutput();
                return null;
            });
            ByteBuffer received = ByteBuffer.allocate(TCP_BYTES + 1);
            while (channel.read(received) >= 0 && received.hasRemaining()) {}
            writing.get();

            assertThat(sha256(Arrays.copyOf(received.array(), received.position())))
                    .isEqualTo(sha256(sent));
        }
    }

    void tcpFromNode(String ours) throws Exception {
        byte[] sent = payload(TCP_BYTES);

        try (Subprocess client = node.start("socat", "-t10", "-", socat("TCP", ours))) {
            FutureTask<Void> writing = inParallel(() -> {
                try (OutputStream input = client.input()) {
                    input.write(sent);
                }
                return null;
            });
            byte[] received = client.output().readAllBytes();
            assertThat(received).as(client.toString()).hasSameSizeAs(sent);
            writing.get();

            assertThat(sha256(received)).isEqualTo(sha256(sent));
        }
    }

    /** Each datagram is sent when the one before has come back: UDP loses what there is no room for. */
    void udpFromStack(String theirs) throws Exception {
        String version = v6(theirs) ? "6" : "4";
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");

        try (Subprocess echo = node.start("socat", "UDP" + version + "-LISTEN:" + PORT, "PIPE");
                DatagramChannel channel = stack.openDatagramChannel(
                        v6(theirs) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            node.awaitPort(v6(theirs) ? "udp6" : "udp", PORT);
            channel.connect(new InetSocketAddress(theirs, PORT));
            ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM + 1);
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] datagram = payload(1 + i * (MAX_DATAGRAM - 1) / (DATAGRAMS - 1));
                channel.write(ByteBuffer.wrap(datagram));
                assertThat(channel.read(buffer.clear())).as(echo.toString()).isEqualTo(datagram.length);
                sent.update(datagram);
                received.update(buffer.flip());
            }
        }

        assertThat(received.digest()).isEqualTo(sent.digest());
    }

    void udpFromNode(String ours) throws Exception {
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");

        try (Subprocess client = node.start("socat", "-", socat("UDP", ours))) {
            OutputStream input = client.input();
            InputStream output = client.output();
            for (int i = 0; i < DATAGRAMS; i++) {
                byte[] datagram = payload(1 + i * (MAX_PIECE - 1) / (DATAGRAMS - 1));
                input.write(datagram);
                input.flush();
                byte[] back = output.readNBytes(datagram.length);
                assertThat(back).as(client.toString()).hasSameSizeAs(datagram);
                sent.update(datagram);
                received.update(back);
            }
        }

        assertThat(received.digest()).isEqualTo(sent.digest());
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}

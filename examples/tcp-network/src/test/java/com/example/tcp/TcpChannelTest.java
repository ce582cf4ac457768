package com.example.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpChannelTest {
    private static final String FRAME = "0200000000020200000000010800" + "61".repeat(50);

    /** What the channel has told the link. */
    private final List<String> told = new CopyOnWriteArrayList<>();

    private final ByteBuffer frame = ByteBuffer.allocateDirect(FrameBatch.MAX_FRAME);
    private Socket peer;
    private TcpChannel channel;

    @BeforeEach
    void connect() throws IOException {
        PortContext context = (PortContext) Proxy.newProxyInstance(
                PortContext.class.getClassLoader(), new Class<?>[] {PortContext.class}, (proxy, method, arguments) -> {
                    told.add(method.getName() + Arrays.toString(arguments));
                    return null;
                });
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Peer address = new Peer(server.getInetAddress().getHostAddress(), server.getLocalPort());
            channel = new TcpChannel(address.connect(), context);
            peer = server.accept();
        }
        peer.setTcpNoDelay(true);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        peer.close();
    }

    private void peerSends(String hex) throws IOException {
        peer.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    /** The frame that the channel receives next. */
    private String received() throws IOException {
        assertThat(channel.receive(frame.clear())).isTrue();
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String ofLength(int length) {
        return HexFormat.of().toHexDigits((short) length) + "5a".repeat(length);
    }

    @Test
    void sendsALengthAndTheFrame() throws Exception {
        ByteBuffer sent = ByteBuffer.allocateDirect(64).put(HexFormat.of().parseHex(FRAME));
        channel.send(sent.flip());

        assertThat(peer.getInputStream().readNBytes(66)).asHexString().isEqualToIgnoringCase("0040" + FRAME);
    }

    @Test
    void receivesFramesFromTheShortestToTheLongest() throws Exception {
        peerSends(ofLength(14) + "0040" + FRAME + ofLength(FrameBatch.MAX_FRAME));

        assertThat(received()).isEqualTo("5a".repeat(14));
        assertThat(received()).isEqualTo(FRAME);
        assertThat(received()).isEqualTo("5a".repeat(FrameBatch.MAX_FRAME));
    }

    @Test
    void putsTogetherWhatComesInPieces() throws Exception {
        FutureTask<String> receiving = new FutureTask<>(this::received);
        new Thread(receiving).start();
        String stream = "0040" + FRAME;
        for (int i = 0; i < stream.length(); i += 2) {
            peerSends(stream.substring(i, i + 2));
        }

        assertThat(receiving.get()).isEqualTo(FRAME);
    }

    @Test
    void passesOverWhatIsNoFrameAndCountsIt() throws Exception {
        peerSends("0000" + ofLength(13) + "0040" + FRAME);

        assertThat(received()).isEqualTo(FRAME);
        assertThat(told).containsExactly("dropped[RUNT, 1]");
    }

    @Test
    void givesUpAStreamOfSomethingElse() throws Exception {
        peerSends(HexFormat.of().formatHex("HTTP/1.1".getBytes()));

        assertThatIOException().isThrownBy(() -> channel.receive(frame.clear())).withMessageContaining("no VDE stream");
    }

    @Test
    void seesTheEndOfTheStream() throws Exception {
        peerSends("0040" + FRAME);
        peer.shutdownOutput();

        assertThat(received()).isEqualTo(FRAME);
        assertThat(channel.receive(frame.clear())).isFalse();
    }

    @Test
    void seesThatTheStreamEndsTooEarly() throws Exception {
        peerSends("0040" + FRAME.substring(0, 10));
        peer.shutdownOutput();

        assertThatIOException().isThrownBy(() -> channel.receive(frame.clear())).isInstanceOf(EOFException.class);
    }

    @Test
    void wakesWhoReceivesWhenItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Throwable> receiving = new FutureTask<>(() -> {
            begun.countDown();
            try {
                return new AssertionError("received " + received());
            } catch (IOException e) {
                return e;
            }
        });
        new Thread(receiving).start();
        begun.await();

        channel.close();

        assertThat(receiving.get()).isInstanceOf(ClosedChannelException.class);
    }
}

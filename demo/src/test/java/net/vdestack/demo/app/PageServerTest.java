package net.vdestack.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On the host's loopback interface: the server does not know what stack its socket is of. */
@Timeout(40)
class PageServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: alice\r\n\r\n";

    private ServerSocket socket;
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = PageServer.start("alice", socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Socket connect() throws IOException {
        return new Socket(socket.getInetAddress(), socket.getLocalPort());
    }

    private String ask(String request) throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesThePageOfItsStack() throws Exception {
        String[] answer = ask(GET).split("\r\n\r\n", 2);

        assertThat(answer[0])
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close")
                .contains("Content-Length: " + answer[1].getBytes(StandardCharsets.UTF_8).length);
        assertThat(answer[1])
                .contains("This is alice")
                .contains("You are " + InetAddress.getLoopbackAddress().getHostAddress());
    }

    @Test
    void answersHeadWithoutThePage() throws Exception {
        assertThat(ask("HEAD / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void saysNothingToWhoeverAsksNothing() throws Exception {
        try (Socket client = connect()) {
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void isNotHeldUpByASlowClient() throws Exception {
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));

            assertThat(ask(GET)).contains("This is alice");
        }
    }

    @Test
    void endsWhatItIsServing() throws Exception {
        try (Socket slow = connect()) {
            assertThat(ask(GET)).contains("This is alice");

            server.close();

            assertThat(socket.isClosed()).isTrue();
            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }
}

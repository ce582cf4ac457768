package example.plainjava;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/**
 * A program as a stranger would write it: with the API, the JDK, and nothing else. PlainJavaIT compiles and runs it on
 * the class path and as a module.
 */
public final class PlainJavaProgram {
    private static final String NETWORK = "vxvde://224.1.2.3";
    private static final String PAGE = "Hello from a stack of its own.";
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.0.0.1", 80);

    private PlainJavaProgram() {}

    /** Prints what it sees. */
    public static void main(String[] args) throws Exception {
        // Else HttpURLConnection keeps connections for the next request to the same URL, in whatever stack that
        // is made, and the JDK's thread that looks after them stays in the stack for some seconds.
        System.setProperty("http.keepAlive", "false");
        try (NetworkStack blue = open("blue", "10.0.0.1");
                NetworkStack green = open("green", "10.0.0.2")) {
            HttpServer server = blue.call(PlainJavaProgram::serve);
            try {
                System.out.println("call: " + green.call(PlainJavaProgram::fetchByUrl));
                System.out.println("thread: " + onThreadOf(green));
                try (SocketChannel channel = green.openSocketChannel()) {
                    System.out.println("channel: " + fetchBy(channel));
                }
            } finally {
                server.stop(0);
            }
        }
        System.out.println("module: " + PlainJavaProgram.class.getModule().getName());
    }

    private static NetworkStack open(String name, String address) throws IOException {
        return NetworkStacks.open(StackSpec.builder()
                .name(name)
                .link("vde0", NETWORK)
                .config("eth,ip=" + address + "/24")
                .build());
    }

    private static HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(SERVER, 0);
        server.createContext("/", exchange -> {
            byte[] page = (PAGE + " You are "
                            + exchange.getRemoteAddress().getAddress().getHostAddress())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(page);
            }
        });
        server.start();
        return server;
    }

    private static String fetchByUrl() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://10.0.0.1/index.html").toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        try (InputStream body = connection.getInputStream()) {
            return connection.getResponseCode() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String onThreadOf(NetworkStack stack) throws Exception {
        FutureTask<String> fetching = new FutureTask<>(PlainJavaProgram::fetchByUrl);
        stack.threadFactory().newThread(fetching).start();
        return fetching.get();
    }

    /** The thread is the host's; the channel belongs to its stack all the same. */
    private static String fetchBy(SocketChannel channel) throws IOException {
        channel.connect(SERVER);
        ByteBuffer request = ByteBuffer.wrap(
                "GET / HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        ByteBuffer response = ByteBuffer.allocate(4096);
        while (channel.read(response) >= 0) {}
        String text = new String(response.array(), 0, response.position(), StandardCharsets.UTF_8);
        return text.substring(0, text.indexOf('\r')) + " " + text.substring(text.indexOf("\r\n\r\n") + 4);
    }
}

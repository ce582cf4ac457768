package net.vdestack.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers as a test says, one answer after the other, and remembers what it was asked. */
final class FakeServer implements Closeable {
    static final String TOKEN = "secret";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    /** A request, as it came. */
    record Request(String line, String body, String token, String ifMatch, String lastEventId) {}

    /** What it says; for a stream the pieces are sent one by one. */
    private record Reply(int status, String type, String etag, List<String> pieces) {}

    FakeServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    FakeServer answers(int status, String body) {
        String type = status < 400 ? "application/json" : "application/problem+json";
        return add(new Reply(status, type, "\"v1\"", List.of(body)));
    }

    FakeServer answersText(int status, String type, String body) {
        return add(new Reply(status, type, null, List.of(body)));
    }

    FakeServer streams(String... events) {
        return add(new Reply(200, "text/event-stream", null, List.of(events)));
    }

    /** Ends the connection instead. */
    FakeServer breaksOff() {
        return add(new Reply(0, "", null, List.of()));
    }

    private synchronized FakeServer add(Reply reply) {
        replies.add(reply);
        return this;
    }

    private synchronized Reply next() {
        Reply reply = replies.poll();
        return reply == null ? new Reply(500, "text/plain", null, List.of("the test expects no such request")) : reply;
    }

    /** The requests so far, as "METHOD path". */
    List<String> asked() {
        return requests().stream().map(Request::line).toList();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(new Request(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    body,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("If-Match"),
                    exchange.getRequestHeaders().getFirst("Last-Event-ID")));
            Reply reply = next();
            if (reply.status() == 0) {
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            if (reply.etag() != null) {
                exchange.getResponseHeaders().set("ETag", reply.etag());
            }
            boolean empty = reply.status() == 204;
            exchange.sendResponseHeaders(reply.status(), empty ? -1 : 0);
            if (!empty) {
                try (OutputStream out = exchange.getResponseBody()) {
                    for (String piece : reply.pieces()) {
                        out.write(piece.getBytes(UTF_8));
                        out.flush();
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}

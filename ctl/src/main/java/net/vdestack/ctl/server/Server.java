package net.vdestack.ctl.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.net.ssl.SSLException;
import net.vdestack.ctl.shell.Shell;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A server and what it is asked with. What it refuses is a {@link RefusedException}. */
public final class Server {
    private static final String API = "api/v1/";
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Endpoint endpoint;
    private final Optional<Token> token;
    private final HttpClient http;

    private Server(Endpoint endpoint, Optional<Token> token, HttpClient http) {
        this.endpoint = endpoint;
        this.token = token;
        this.http = http;
    }

    /**
     * A server that has not been asked yet.
     *
     * @param tokenFile that was named on the command line
     * @param certificates in PEM, of its authority, unless it is one that everybody believes
     * @throws IOException if a file cannot be used, or the token would pass the network for everybody to read
     */
    public static Server at(Endpoint endpoint, Optional<Path> tokenFile, Optional<Path> certificates, Shell shell)
            throws IOException {
        Optional<Token> token = Token.find(tokenFile, shell, endpoint);
        if (token.isPresent() && endpoint.isExposed()) {
            throw new IOException(token.get() + " is not sent to " + endpoint + ", since others could read it on the"
                    + " way: use https://, or a tunnel such as ssh -L 8181:127.0.0.1:8181 "
                    + endpoint.url().getHost());
        }
        HttpClient.Builder http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (certificates.isPresent()) {
            http.sslContext(Trust.in(certificates.get()));
        }
        return new Server(endpoint, token, http.build());
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** What it is shown. */
    public Optional<Token> token() {
        return token;
    }

    /**
     * What came back.
     *
     * @param etag of the specification; empty if there is none
     */
    public record Answer(JsonNode body, String etag) {}

    /**
     * Reads what is there.
     *
     * @param path under {@code /api/v1/}
     */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return answer("GET", path, Optional.empty()).body();
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param body JSON; sent as it is
     * @param headers names and values
     */
    public Answer answer(String method, String path, Optional<String> body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(API + path, JSON).method(method, publisher(body));
        if (body.isPresent()) {
            request.header("Content-Type", JSON);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = successful(request);
        return new Answer(json(response), response.headers().firstValue("ETag").orElse(""));
    }

    private static BodyPublisher publisher(Optional<String> body) {
        return body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    }

    /** The text at a path of the server, under its root. */
    public String text(String path) throws IOException, InterruptedException {
        try (InputStream body = successful(request(path, "*/*")).body()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    /**
     * Bytes as they come.
     *
     * @param seconds within which the server ends them; without, it may be silent for ever
     */
    public InputStream bytes(String path, Optional<Integer> seconds) throws IOException, InterruptedException {
        Duration silence = seconds.map(Heartbeat.LONGEST_SILENCE::plusSeconds).orElse(ChronoUnit.FOREVER.getDuration());
        return live(request(API + path, "*/*"), silence);
    }

    /** Events as they come. */
    public ServerSentEvents events(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(API + path, EVENTS);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new ServerSentEvents(live(request, Heartbeat.LONGEST_SILENCE));
    }

    /** Events that a document asks for, as they come. */
    public ServerSentEvents post(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(API + path, EVENTS).header("Content-Type", JSON).POST(BodyPublishers.ofString(body));
        return new ServerSentEvents(live(request, Heartbeat.LONGEST_SILENCE));
    }

    private InputStream live(HttpRequest.Builder request, Duration silence) throws IOException, InterruptedException {
        InputStream body = successful(request).body();
        return new LiveStream(body, new Heartbeat(body, silence));
    }

    /** Whether it is ready, and what it waits for if not. Takes no token. */
    public JsonNode readiness() throws IOException, InterruptedException {
        return json(send(HttpRequest.newBuilder(endpoint.url().resolve("health/ready"))));
    }

    private HttpRequest.Builder request(String path, String accept) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.url().resolve(path)).header("Accept", accept);
        if (token.isPresent()) {
            // each time: whoever listens may be another one by now
            request.header("Authorization", "Bearer " + shown(token.get()));
        }
        return request;
    }

    private String shown(Token own) throws IOException {
        try {
            return own.shownTo(endpoint);
        } catch (ConnectException e) {
            throw unreachable(e);
        }
    }

    private HttpResponse<InputStream> successful(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(request);
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        if (response.statusCode() == 401) {
            response.body().close();
            throw new RefusedException(401, unknownToken());
        }
        JsonNode problem = json(response);
        if (!problem.has("title")) {
            throw new RefusedException(response.statusCode(), noVdestack(response));
        }
        throw RefusedException.of(problem);
    }

    private String unknownToken() {
        return token.map(shown -> endpoint + " does not know " + shown)
                        .orElse(endpoint + " wants a token, and none was found")
                + ": " + Token.REMEDY;
    }

    private static JsonNode json(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] content = body.readAllBytes();
            return content.length == 0 ? Json.object() : Json.read(content);
        } catch (JacksonException e) {
            throw new RefusedException(response.statusCode(), noVdestack(response));
        }
    }

    private static String noVdestack(HttpResponse<?> response) {
        return response.uri() + " answers as no vdestack does (status " + response.statusCode() + ", "
                + response.headers().firstValue("Content-Type").orElse("without a type")
                + "): is it the server that you mean?";
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (SSLException e) {
            throw new IOException(
                    "no trusted connection to " + endpoint + " (" + e.getMessage()
                            + "): for a certificate of its own, name it or its authority by --cacert FILE",
                    e);
        } catch (ConnectException | HttpTimeoutException e) {
            throw unreachable(e);
        } catch (IOException e) {
            throw new IOException("no answer from " + endpoint + reason(e), e);
        }
    }

    private IOException unreachable(IOException failure) {
        return new IOException(
                "cannot reach " + endpoint + reason(failure)
                        + ": start vdestack there, or name its server by --server URL or VDESTACK_SERVER",
                failure);
    }

    private String reason(IOException failure) {
        String message = failure.getMessage();
        return message != null
                ? " (" + message + ")"
                : failure.getCause() instanceof UnresolvedAddressException
                        ? " (no machine is called " + endpoint.url().getHost() + ")"
                        : "";
    }

    /** Part of a path. */
    public static String segment(String name) {
        // the query's encoding, but for blanks
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}

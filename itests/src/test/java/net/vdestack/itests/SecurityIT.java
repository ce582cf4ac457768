package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who gets in, and what for: a platform in a network, with TLS, from outside. */
@Timeout(120)
class SecurityIT {
    private static final String ADDRESS = "fd77::1";
    private static final String OTHER_ADDRESS = "10.77.0.1";
    private static final List<String> ROLES = List.of("viewer", "operator", "admin");
    /** Beside these, viewers read, and operators do the rest. */
    private static final Set<String> FOR_ADMINISTRATORS =
            Set.of("POST /stacks/{name}/commands", "GET /stacks/{name}/links/{link}/capture");

    private static final String MALFORMED = "{";

    @TempDir
    private static Path scratch;

    private static Distribution distribution;
    private static Pair pair;
    private static Pair renewed;
    private static SSLContext trust;
    private static HttpClient http;
    private static Subprocess platform;
    private static URI url;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        Subprocess.require("openssl");
        for (String address : List.of(ADDRESS + "/128", OTHER_ADDRESS + "/32")) {
            Subprocess.run("ip", "address", "add", address, "dev", "lo");
        }
        String names = "DNS:stacks.example,IP:" + ADDRESS;
        pair = Pair.make(scratch, "first", names);
        renewed = Pair.make(scratch, "second", names);
        trust = Pair.trusting(pair, renewed);
        http = HttpClient.newBuilder().sslContext(trust).build();
        distribution = Distribution.unpack();
        pair.install(distribution);
        allow("viewer", "operator");
        platform = start(distribution, ADDRESS, data());
        String ready = platform.line();
        assertThat(ready).matches("READY https://\\[fd77::1]:[0-9]+/");
        url = URI.create(ready.substring("READY ".length()));
        admin = Files.readString(data().resolve("admin.token")).strip();
    }

    private static Subprocess start(Distribution installation, String address, Path data) throws IOException {
        return Subprocess.startLasting(installation.command(
                List.of(), "--no-demo", "--bind", address, "--port", "0", "--data", data.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            platform.close();
        } finally {
            distribution.close();
            for (String address : List.of(ADDRESS + "/128", OTHER_ADDRESS + "/32")) {
                Subprocess.run("ip", "address", "delete", address, "dev", "lo");
            }
        }
    }

    private static Path data() {
        return scratch.resolve("data");
    }

    /** These roles, by tokens that are their names, and nobody else. */
    private static void allow(String... roles) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Files.writeString(
                distribution.conf("tokens.json"),
                Arrays.stream(roles)
                        .map(role -> "{\"name\":\"" + role + "\",\"role\":\"" + role + "\",\"sha256\":\""
                                + HexFormat.of()
                                        .formatHex(sha256.digest(token(role).getBytes(UTF_8))) + "\"}")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private static String token(String role) {
        return role.equals("admin") ? admin : "token-of-" + role;
    }

    /** A request of a role, or of nobody; everything but GET has a body that is not JSON when one looks closer. */
    private static HttpRequest.Builder request(String method, String path, String role) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        if (role != null) {
            request.header("Authorization", "Bearer " + token(role));
        }
        if (method.equals("GET")) {
            return request;
        }
        return request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(MALFORMED));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Does not wait for the end of a body, which may have none. */
    private static int status(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status).doesNotContain("\\tat ");
    }

    /** The status line of the answer to a request with this Host. */
    private static String ask(URI platform, String host, String path) throws IOException {
        try (Socket socket = trust.getSocketFactory().createSocket(platform.getHost(), platform.getPort())) {
            String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + admin
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }

    private static Certificate served() throws IOException {
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Every operation of the API's own description, such as {@code GET /stacks/{name}}. */
    static List<String> operations() throws Exception {
        JsonNode paths = new JsonMapper()
                .readTree(send(request("GET", "api/v1/openapi.json", "viewer")).body())
                .get("paths");
        return paths.properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .map(verb -> verb.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
                .toList();
    }

    private static HttpRequest.Builder request(String operation, String role) {
        String[] words = operation.split(" ", 2);
        String path = words[1].replace("{name}", "nobody").replace("{link}", "vde0");
        return request(words[0], "api/v1" + path, role);
    }

    private static String needed(String operation) {
        if (FOR_ADMINISTRATORS.contains(operation)) {
            return "admin";
        }
        return operation.startsWith("GET ") ? "viewer" : "operator";
    }

    @ParameterizedTest
    @MethodSource("operations")
    void letsEachRoleDoWhatItIsFor(String operation) throws Exception {
        int needed = ROLES.indexOf(needed(operation));
        Map<String, Boolean> refused = new TreeMap<>();
        for (String role : ROLES) {
            refused.put(role, status(request(operation, role)) == 403);
        }

        assertThat(refused)
                .isEqualTo(
                        ROLES.stream().collect(Collectors.toMap(role -> role, role -> ROLES.indexOf(role) < needed)));
    }

    /** More than ten of them, which are slowed; whoever has a token is not concerned. */
    @Test
    void letsNobodyInWithoutAToken() throws Exception {
        Stream<HttpRequest.Builder> anonymous =
                Stream.concat(operations().stream(), Stream.of("GET /none")).map(operation -> request(operation, null));
        Stream<HttpRequest.Builder> guessing = Stream.of("Bearer guess", "Bearer ", "Basic Z3Vlc3M6", admin)
                .map(word -> request("GET", "metrics", null).header("Authorization", word));

        List<CompletableFuture<HttpResponse<String>>> answers = Stream.concat(anonymous, guessing)
                .map(request -> http.sendAsync(request.build(), BodyHandlers.ofString()))
                .toList();

        assertThat(answers).hasSizeGreaterThan(10).allSatisfy(answer -> {
            assertProblem(answer.join(), 401);
            assertThat(answer.join().headers().firstValue("WWW-Authenticate")).contains("Bearer");
        });
        assertThat(status(request("GET", "metrics", "viewer"))).isEqualTo(200);
    }

    @Test
    void takesTokensAndTheirRevocationWhileItRuns() throws Exception {
        try {
            allow("viewer");
            assertThat(status(request("GET /stacks", "operator"))).isEqualTo(401);
            allow("viewer", "operator");
            assertThat(status(request("GET /stacks", "operator"))).isEqualTo(200);
            Files.writeString(distribution.conf("tokens.json"), MALFORMED);
            assertThat(status(request("GET /stacks", "viewer"))).isEqualTo(401);
            assertThat(status(request("GET /stacks", "admin"))).isEqualTo(200);
        } finally {
            allow("viewer", "operator");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[fd77::1]", "[fd77::1]:8181", "[FD77:0:0:0:0:0:0:1]", "stacks.example:443", "localhost", "[::1]"
            })
    void answersToItsNames(String host) throws Exception {
        assertThat(ask(url, host, "/api/v1/")).isEqualTo("HTTP/1.1 200 OK");
        assertThat(ask(url, host, "/")).isEqualTo("HTTP/1.1 200 OK");
    }

    /** DNS rebinding: a page of evil.example, whose name now leads here. */
    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "10.9.9.9", "[fd77::2]", "stacks.example.evil.example", "localhost.example"})
    void answersToNoOtherName(String host) throws Exception {
        assertThat(ask(url, host, "/api/v1/")).startsWith("HTTP/1.1 421 ");
        assertThat(ask(url, host, "/metrics")).startsWith("HTTP/1.1 421 ");
        assertThat(ask(url, host, "/")).startsWith("HTTP/1.1 421 ");
        assertThat(ask(url, host, "/health/live")).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,https://evil.example",
        "Origin,null",
        "Origin,https://[fd77::1]:1",
        "Sec-Fetch-Site,cross-site",
    })
    void letsNoForeignPageChangeAnything(String header, String value) throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            HttpResponse<String> refused =
                    send(request(method, "api/v1/stacks/nobody", "admin").header(header, value));
            assertProblem(refused, 403);
            // its body has not been read
            assertThat(refused.headers().firstValue("Connection")).contains("close");
        }
    }

    @Test
    void letsItsOwnPageChangeStacks() throws Exception {
        HttpRequest.Builder own = request("PUT", "api/v1/stacks/nobody", "admin")
                .header("Origin", "https://" + url.getAuthority())
                .header("Sec-Fetch-Site", "same-origin");

        assertProblem(send(own), 400);
    }

    @Test
    void refusesBodiesThatAreNone() throws Exception {
        assertProblem(send(request("POST", "api/v1/stacks", "admin")), 400);
        HttpRequest.Builder text = HttpRequest.newBuilder(url.resolve("api/v1/stacks"))
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"));
        assertProblem(send(text), 415);
        String large = "\"" + "x".repeat(1 << 20) + "\"";
        assertProblem(send(request("POST", "api/v1/stacks", "admin").POST(BodyPublishers.ofString(large))), 413);
    }

    @Test
    void speaksTls13AndNothingElse() throws Exception {
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(socket::startHandshake);
        }
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(new String(allOf(socket), US_ASCII)).doesNotContain("HTTP", "UP");
        }
    }

    private static byte[] allOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    /** One file comes before the other: the former certificate is served meanwhile, and what is open stays open. */
    @Test
    void servesANewCertificateWithoutARestart() throws Exception {
        HttpRequest.Builder stream = request("GET", "api/v1/events", "viewer");
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                http.send(stream.build(), BodyHandlers.ofInputStream()).body(), UTF_8))) {
            assertThat(served()).isEqualTo(pair.parsed());

            renewed.installKey(distribution);

            Await.until(
                    "a complaint", () -> platform.errors().contains("goes on with the former certificate: the key "));
            assertThat(served()).isEqualTo(pair.parsed());

            renewed.installCertificate(distribution);

            Await.until("the new certificate", () -> served().equals(renewed.parsed()));
            HttpRequest.Builder change =
                    request("PUT", "api/v1/stacks/later", "operator").PUT(BodyPublishers.ofString("{}"));
            assertThat(status(change)).isEqualTo(201);
            assertThat(events.lines().anyMatch(line -> line.contains("\"later\"")))
                    .isTrue();
        }
    }

    @Test
    void tellsNoSecrets() throws Exception {
        HttpRequest.Builder guess =
                HttpRequest.newBuilder(url.resolve("api/v1/stacks/red")).header("Authorization", "Bearer of-a-guess");
        assertThat(send(guess.DELETE()).statusCode()).isEqualTo(401);
        assertThat(send(request("DELETE", "api/v1/stacks/red", "viewer")).statusCode())
                .isEqualTo(403);
        assertThat(send(request("DELETE", "api/v1/stacks/red", "admin")).statusCode())
                .isEqualTo(404);

        List<String> audit = Files.readAllLines(data().resolve("audit.jsonl"));
        String red = "\"method\":\"DELETE\",\"path\":\"/api/v1/stacks/red\",\"outcome\":";
        assertThat(audit.stream().filter(line -> line.contains(red)).map(line -> line.replaceAll("^.*Z\",", "{")))
                .containsExactly(
                        "{\"address\":\"[fd77:0:0:0:0:0:0:1]\"," + red + "401}",
                        "{\"principal\":\"viewer\",\"address\":\"[fd77:0:0:0:0:0:0:1]\"," + red + "403}",
                        "{\"principal\":\"admin\",\"address\":\"[fd77:0:0:0:0:0:0:1]\"," + red + "404}");
        assertThat(String.join("\n", audit) + platform.errors())
                .doesNotContain("of-a-guess", token("viewer"), token("operator"), admin, "PRIVATE KEY");
    }

    @Test
    void refusesTheNetworkWithoutTls() throws Exception {
        try (Distribution plain = Distribution.unpack();
                Subprocess refused = start(plain, OTHER_ADDRESS, scratch.resolve("none"))) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.errors()).contains("--bind " + OTHER_ADDRESS, "TLS", "docs/security.md");
        }
        assertThat(scratch.resolve("none")).doesNotExist();
    }

    @Test
    void doesNotStartWithTheKeyOfAnother() throws Exception {
        try (Distribution wrong = Distribution.unpack()) {
            pair.install(wrong);
            renewed.installKey(wrong);
            try (Subprocess refused = start(wrong, "127.0.0.1", scratch.resolve("wrong"))) {
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.errors()).contains(wrong.conf("tls.key") + " is not that of");
            }
        }
    }

    /** The names of interfaces are unknown; only the operator can tell them. */
    @Test
    void answersToConfiguredNamesOnAllAddresses() throws Exception {
        try (Distribution open = Distribution.unpack()) {
            pair.install(open);
            Path properties = open.conf("config.properties");
            Files.writeString(properties, Files.readString(properties) + "vdestack.http.hosts = vde.example\n");
            try (Subprocess wide = start(open, "0.0.0.0", scratch.resolve("wide"))) {
                String ready = wide.line();
                assertThat(ready).matches("READY https://127\\.0\\.0\\.1:[0-9]+/");
                URI elsewhere = URI.create("https://" + OTHER_ADDRESS + ":" + ready.replaceAll(".*:|/", "") + "/");

                for (String host : List.of("vde.example", "stacks.example", "127.0.0.1")) {
                    assertThat(ask(elsewhere, host, "/")).isEqualTo("HTTP/1.1 200 OK");
                }
                for (String host : List.of(OTHER_ADDRESS, "0.0.0.0")) {
                    assertThat(ask(elsewhere, host, "/")).startsWith("HTTP/1.1 421 ");
                }
                assertThat(ask(elsewhere, OTHER_ADDRESS, "/health/ready")).isEqualTo("HTTP/1.1 200 OK");
                wide.signal("TERM");
                assertThat(wide.exitCode()).isZero();
                assertThat(wide.errors()).doesNotContain("WARN", "ERROR");
            }
        }
    }
}

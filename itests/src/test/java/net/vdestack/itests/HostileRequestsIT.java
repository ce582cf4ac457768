package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.vdestack.itests.OpenApi.Operation;
import net.vdestack.itests.OpenApi.Parameter;
import net.vdestack.itests.RawHttp.Answer;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that should not be, to every operation that the platform describes. Whatever comes, the answer is none of
 * the server's own failures, it comes, and a refusal is a problem document and has changed nothing.
 */
@OneJdk
@Timeout(300)
class HostileRequestsIT {
    private static final int TOO_MANY_REQUESTS = 429;
    /** What Jetty 12.0.32 reports now and then of a connection that was aborted, with nothing of ours in it. */
    private static final String RELEASED_TWICE = "\\S+ WARN +org\\.eclipse\\.jetty\\S+: Job failed\n"
            + "java\\.lang\\.IllegalStateException: already released .*\n(\tat (org\\.eclipse\\.jetty|java\\.base/).*\n)+";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long SEED = 20_260_102;
    private static final String API = "/api/v1";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final int MIB = 1 << 20;
    /** What there is to be asked for: the values of parameters in paths. */
    private static final Map<String, String> THERE = Map.of("name", "target", "link", "vde0");

    private static final String TARGET = """
            {"links":[{"name":"vde0","network":"lan://a"}],"config":"eth,ip=10.0.0.1/24","labels":{"a":"b"}}""";

    private static final List<String> NO_SEGMENTS = List.of(
            "",
            ".",
            "..",
            "%2e",
            "%2e%2e",
            "..;",
            ";",
            ";a=b",
            "%2f",
            "a%2fb",
            "a%5cb",
            "a\\b",
            "%00",
            "%0d%0aX-Injected:%201",
            "%ff",
            "%c0%ae",
            "%zz",
            "%",
            "%u0061",
            "%20",
            "*",
            "~",
            "TARGET",
            "target.",
            "target%20",
            "\u00fc",
            "%c3%bc",
            "__proto__",
            "{name}",
            "%7bname%7d",
            "a".repeat(64),
            "a".repeat(6_000),
            "a".repeat(20_000),
            "%61".repeat(2_000));
    private static final List<String> NO_VALUES = List.of(
            "",
            "0",
            "-1",
            "1.5",
            "x",
            "99999999999999999999",
            "1m",
            "0ms",
            "99ms",
            "1e3s",
            "%",
            "%zz",
            "%00",
            "%ff",
            "%0a",
            "+",
            "1s&interval=2s",
            "a".repeat(5_000));
    private static final List<String> NO_HEADERS = List.of(
            "If-Match: x",
            "If-Match: \"",
            "If-Match: W/\"a\"",
            "If-Match: \"a\", \"b",
            "If-Match: " + "\"a\",".repeat(1_000) + "\"a\"",
            "If-None-Match: *, x",
            "If-None-Match: \"\u00fc\"",
            "If-Modified-Since: yesterday",
            "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
            "Range: bytes=5-1",
            "Accept: nonsense",
            "Accept: a/b;q=9;;;,,",
            "Accept: " + "text/html,".repeat(500) + "x/y",
            "Accept-Encoding: gzip;q=x",
            "Accept-Language: ;;;",
            "Accept-Charset: nope",
            "Content-Encoding: gzip",
            "Cookie: a=\"; $Version=9",
            "Origin: http://foreign.example",
            "Sec-Fetch-Site: cross-site",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: 10.0.0.1",
            "Expect: 200-maybe",
            "Upgrade: h2c",
            "Last-Event-ID: \u0000",
            "Last-Event-ID: -1",
            "X: " + "a".repeat(20_000));
    private static final List<String> NO_TYPES = List.of(
            "",
            "Content-Type: \r\n",
            "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            "Content-Type: multipart/form-data; boundary=x\r\n",
            "Content-Type: application/jsonx\r\n",
            "Content-Type: nonsense\r\n",
            "Content-Type: */*\r\n",
            "Content-Type: application/json/x;;\r\n",
            "Content-Type: application/json;charset=nope\r\n");

    @TempDir
    private Path scratch;

    private Distribution distribution;
    private Subprocess platform;
    private RestClient admin;
    private String token;
    private RawHttp http;
    private OpenApi api;
    private Samples samples;
    private int sent;
    private int refused;

    @BeforeEach
    void start() throws Exception {
        distribution = Distribution.unpack();
        Path data = scratch.resolve("data");
        platform = Subprocess.startLasting(
                distribution.command(List.of(), "--no-demo", "--port", "0", "--data", data.toString()));
        URI url = URI.create(platform.line().substring("READY ".length()));
        token = Files.readString(data.resolve("admin.token")).strip();
        admin = new RestClient(url, token);
        http = new RawHttp(url.getPort());
        api = new OpenApi(admin.get("openapi.json").expect(200).response().body());
        samples = new Samples(api);
        admin.send("PUT", "stacks/target", TARGET).expect(201);
    }

    @AfterEach
    void end() throws IOException {
        platform.close();
        distribution.close();
    }

    /** What a client can learn of all stacks, but for what changes by itself. */
    private Map<String, String> state() throws Exception {
        Map<String, String> state = new TreeMap<>();
        for (JsonNode stack : admin.get("stacks").expect(200).body().get("items")) {
            String name = stack.get("name").stringValue();
            state.put(name, stack.get("uid") + " " + stack.get("spec") + " " + stack.get("state"));
        }
        return state;
    }

    private String credentials() {
        return "Host: localhost\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n";
    }

    private byte[] request(String method, String path, String headers, byte[] body) {
        String head = method + " " + path + " HTTP/1.1\r\n" + credentials() + headers
                + (body == null ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
        return join(head.getBytes(UTF_8), body == null ? new byte[0] : body);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Sends it, and looks at what comes back. */
    private Answer send(byte[] request) throws Exception {
        Answer answer = http.send(request);
        while (answer.status() == TOO_MANY_REQUESTS) {
            // that was not about the request
            TimeUnit.MILLISECONDS.sleep(100);
            answer = http.send(request);
        }
        sent++;
        String what = "seed " + SEED + ", request " + abridged(new String(request, ISO_8859_1)) + " answered " + answer;
        assertThat(answer.status()).as(what).isBetween(100, 499);
        if (answer.isRefusal() && !answer.body().isEmpty()) {
            refused++;
            assertThat(answer.type()).as(what).isEqualTo("application/problem+json");
            JsonNode problem = parsed(answer.body(), what);
            assertThat(problem.path("status").intValue()).as(what).isEqualTo(answer.status());
            for (String member : List.of("type", "title", "detail", "instance")) {
                assertThat(problem.path(member).asString()).as(what).isNotBlank();
            }
            problem.path("errors").forEach(error -> {
                assertThat(error.get("pointer").isString()).as(what).isTrue();
                assertThat(error.get("detail").stringValue()).as(what).isNotBlank();
            });
            assertThat(answer.body())
                    .as(what)
                    .doesNotContainPattern(
                            "\\\\tat |Exception|StreamRead|DeserializationFeature|JsonToken|\\[Source|(java|jakarta|tools|org|net)\\.[a-z]+\\.[a-zA-Z]")
                    .doesNotContain(scratch.toString(), distribution.home().toString());
        }
        assertThat(answer.headers()).as(what).doesNotContainKey("x-injected").doesNotContainKey("server");
        if (answer.isRefusal() && answer.body().isEmpty()) {
            String first = new String(request, ISO_8859_1).lines().findFirst().orElse("");
            assertThat(first)
                    .as("a request that may have an answer without a body: " + what)
                    .startsWith("HEAD ");
        }
        return answer;
    }

    private static String abridged(String text) {
        return text.length() < 400 ? text : text.substring(0, 300) + " … of " + text.length();
    }

    private static JsonNode parsed(String json, String what) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new AssertionError(what, e);
        }
    }

    /**
     * Sends all of a kind. Nothing that is refused changes anything; what another one has changed is put right again.
     */
    private void sendAll(Operation operation, String kind, List<byte[]> requests) throws Exception {
        Map<String, String> before = state();
        for (byte[] each : requests) {
            boolean refusal = send(each).isRefusal();
            if (operation.isSafe()) {
                continue;
            }
            Map<String, String> after = state();
            if (refusal) {
                assertThat(after)
                        .as("%s for %s, after %s", kind, operation, abridged(new String(each, ISO_8859_1)))
                        .isEqualTo(before);
            } else if (!after.equals(before)) {
                putRight(after.keySet());
                before = state();
            }
        }
        assertThat(state()).as("after " + kind + " for " + operation).isEqualTo(before);
    }

    private void putRight(Set<String> stacks) throws Exception {
        for (String name : stacks) {
            if (!name.equals("target")) {
                admin.send("DELETE", "stacks/" + name, null).expect(204);
            }
        }
        admin.send("PUT", "stacks/target", TARGET);
        admin.send("PUT", "stacks/target/links/vde0", "{\"network\":\"lan://a\"}")
                .expect(200);
        admin.send("POST", "stacks/target/config", "{\"config\":\"eth,ip=10.0.0.1/24\"}")
                .expect(200);
    }

    private static String path(Operation operation) {
        String path = API + operation.path().replaceAll("/$", "");
        for (Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("path")) {
                assertThat(THERE)
                        .as("something for {%s} of %s", parameter.name(), operation)
                        .containsKey(parameter.name());
                assertThat(THERE.get(parameter.name()))
                        .matches(parameter.schema().path("pattern").asString("no pattern"));
                path = path.replace("{" + parameter.name() + "}", THERE.get(parameter.name()));
            }
        }
        assertThat(path).doesNotContain("{");
        return path;
    }

    private byte[] body(Operation operation) {
        return operation.body().isMissingNode()
                ? null
                : samples.valid(operation).getBytes(UTF_8);
    }

    private static String type(Operation operation) {
        return operation.body().isMissingNode() ? "" : JSON;
    }

    /** Everything in turn, since all must leave the same server as it was. */
    @Test
    void leaveTheServerAsItWas() throws Exception {
        for (Operation operation : api.operations()) {
            sendAll(operation, "nothing unusual", List.of(valid(operation)));
        }
        Footprint before = Footprint.of(platform.pid());

        for (Operation operation : api.operations()) {
            sendAll(operation, "parameters", parameters(operation));
            sendAll(operation, "headers", headers(operation));
            sendAll(operation, "methods", methods(operation));
            if (!operation.body().isMissingNode()) {
                sendAll(operation, "bodies", bodies(operation));
                sendAll(operation, "encodings", encodings(operation));
                sendAll(operation, "noise", noise(operation));
            }
            sendWithoutToken(operation);
        }
        sendWhatIsNoHttp();
        breakOffAndKeepWaiting();

        assertThat(sent).isGreaterThan(2_000);
        assertThat(refused).isGreaterThan(sent / 2);
        Await.until("no more than " + before, () -> Footprint.of(platform.pid()).isWithin(before));
        admin.send("DELETE", "stacks/target", null).expect(204);
        platform.signal("TERM");
        assertThat(platform.exitCode()).isZero();
        assertThat(platform.errors().replaceAll(RELEASED_TWICE, "")).doesNotContain("WARN", "ERROR", "\tat ");
    }

    @Test
    void areInTheAuditLogOnceEach() throws Exception {
        Path file = scratch.resolve("data").resolve("audit.jsonl");
        for (Operation operation : api.operations()) {
            List<byte[]> requests = List.of(
                    valid(operation),
                    request(
                            operation.method(),
                            path(operation),
                            JSON + "If-Match: \"other\"\r\n",
                            "{x".getBytes(UTF_8)),
                    (operation.method() + " " + path(operation) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(UTF_8));
            for (byte[] request : requests) {
                List<String> before = Files.readAllLines(file);
                Answer answer = send(request);
                if (operation.isSafe()) {
                    assertThat(Files.readAllLines(file)).as("%s", operation).isEqualTo(before);
                    continue;
                }
                Await.until(
                        "a line of " + operation, () -> Files.readAllLines(file).size() > before.size());
                List<String> after = Files.readAllLines(file);
                assertThat(after).hasSize(before.size() + 1);
                JsonNode line = MAPPER.readTree(after.get(before.size()));
                assertThat(line.path("method").asString()).isEqualTo(operation.method());
                assertThat(line.path("path").asString()).isEqualTo(path(operation));
                assertThat(line.path("outcome").intValue()).isEqualTo(answer.status());
                assertThat(line.path("principal").asString("nobody"))
                        .isEqualTo(answer.status() == 401 ? "nobody" : "admin");
            }
        }
        admin.send("PUT", "stacks/run", "{\"commands\":\"true; echo 'a b'\"}").expect(201);
        admin.send("PUT", "stacks/target", TARGET);
        admin.send("POST", "stacks/target/commands", "{\"argv\":[\"echo\",\"c d\"]}")
                .expect(200);
        assertThat(Files.readString(file))
                .contains("\"commands\":[[\"true\"],[\"echo\",\"a b\"]]", "\"commands\":[[\"echo\",\"c d\"]]");
    }

    private byte[] valid(Operation operation) {
        return request(operation.method(), path(operation), type(operation), body(operation));
    }

    private List<byte[]> parameters(Operation operation) {
        List<byte[]> requests = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            switch (parameter.in()) {
                case "path" ->
                    NO_SEGMENTS.forEach(segment -> requests.add(request(
                            operation.method(),
                            path(operation).replace("/" + THERE.get(parameter.name()), "/" + segment),
                            type(operation),
                            body(operation))));
                case "query" -> {
                    String valid = "?" + parameter.name() + "="
                            + samples.valid(parameter.schema()).replace("\"", "");
                    requests.add(
                            request(operation.method(), path(operation) + valid, type(operation), body(operation)));
                    NO_VALUES.forEach(value -> requests.add(request(
                            operation.method(),
                            path(operation) + "?" + parameter.name() + "=" + value,
                            type(operation),
                            body(operation))));
                }
                default ->
                    NO_VALUES.forEach(value -> requests.add(request(
                            operation.method(),
                            path(operation),
                            type(operation) + parameter.name() + ": " + value + "\r\n",
                            body(operation))));
            }
        }
        for (String query : List.of("?", "?&&&", "?=", "?a=b&a=c", "?%zz", "?%ff=%00", "?" + "a=b&".repeat(1_000))) {
            requests.add(request(operation.method(), path(operation) + query, type(operation), body(operation)));
        }
        return requests;
    }

    private List<byte[]> headers(Operation operation) {
        return NO_HEADERS.stream()
                .map(header -> request(
                        operation.method(), path(operation), type(operation) + header + "\r\n", body(operation)))
                .toList();
    }

    private List<byte[]> methods(Operation operation) {
        return Stream.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "BREW")
                .filter(method -> !api.methods(operation.path()).contains(method.toLowerCase(java.util.Locale.ROOT))
                        || method.equals("get"))
                .map(method -> request(method, path(operation), JSON, "{}".getBytes(UTF_8)))
                .toList();
    }

    private List<byte[]> bodies(Operation operation) {
        return samples.hostile(operation).stream()
                .map(body -> request(operation.method(), path(operation), JSON, body.getBytes(UTF_8)))
                .toList();
    }

    private List<byte[]> encodings(Operation operation) {
        byte[] valid = body(operation);
        String text = new String(valid, UTF_8);
        List<byte[]> bodies = new ArrayList<>(List.of(
                join(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, valid),
                text.getBytes(UTF_16),
                text.replaceFirst("\"", "\"\u00fc").getBytes(ISO_8859_1),
                join(valid, new byte[] {0}),
                join(new byte[] {0, 0, 0, 0}, valid),
                join(valid, valid),
                text.replace("{", "{/* */").getBytes(UTF_8),
                new byte[0],
                new byte[] {(byte) 0xff},
                "\u0000".repeat(1_000).getBytes(UTF_8),
                (" ".repeat(MIB - valid.length - 1) + text.replace("}", "x")).getBytes(UTF_8),
                " ".repeat(MIB).getBytes(UTF_8),
                " ".repeat(MIB + 1).getBytes(UTF_8),
                new byte[9 * MIB]));
        List<byte[]> requests = new ArrayList<>();
        for (byte[] body : bodies) {
            requests.add(request(operation.method(), path(operation), JSON, body));
        }
        for (String type : NO_TYPES) {
            requests.add(request(
                    operation.method(),
                    path(operation),
                    type,
                    text.replace("}", "x").getBytes(UTF_8)));
        }
        String head = operation.method() + " " + path(operation) + " HTTP/1.1\r\n" + credentials() + JSON;
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        for (String rest : List.of(
                chunked + "2\r\n{x\r\n0\r\n\r\n",
                chunked + "2\r\n{x\r\n",
                chunked + "zz\r\n{}\r\n0\r\n\r\n",
                chunked + "-1\r\n{}\r\n0\r\n\r\n",
                chunked + "ffffffffffffffff\r\n{}",
                chunked + ("2000\r\n" + " ".repeat(0x2000) + "\r\n").repeat(200) + "0\r\n\r\n",
                head + "Content-Length: 3\r\n\r\n{",
                head + "Content-Length: 999999999999999999\r\n\r\n{}",
                head + "Content-Length: 99999999999999999999999\r\n\r\n{}",
                head + "Content-Length: -1\r\n\r\n{}",
                head + "Content-Length: 2, 3\r\n\r\n{}",
                head + "Content-Length: 1\r\n\r\n{}garbage\r\n\r\n",
                head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
                head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                head + "Transfer-Encoding: gzip\r\n\r\n{}",
                head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{x",
                head + "\r\n")) {
            requests.add(rest.getBytes(UTF_8));
        }
        return requests;
    }

    /** What is valid but for some bytes of it. */
    private List<byte[]> noise(Operation operation) {
        Random random = new Random(SEED);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] body = body(operation);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            requests.add(request(operation.method(), path(operation), JSON, body));
        }
        return requests;
    }

    private void sendWithoutToken(Operation operation) throws Exception {
        Map<String, String> before = state();
        for (String header : List.of("", "Authorization: Bearer wrong\r\n", "Authorization: Basic YTpi\r\n")) {
            byte[] request = (operation.method() + " " + path(operation)
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n")
                    .getBytes(UTF_8);
            assertThat(send(request).status()).isEqualTo(401);
        }
        assertThat(state()).isEqualTo(before);
    }

    private void sendWhatIsNoHttp() throws Exception {
        Map<String, String> before = state();
        String stacks = API + "/stacks";
        for (String request : List.of(
                "\u0000\u0001garbage\r\n\r\n",
                "\r\n\r\n\r\nGET\r\n\r\n",
                "GET " + stacks + "\r\n\r\n",
                "GET " + stacks + " HTTP/3.7\r\n" + credentials() + "\r\n",
                "GET " + stacks + " HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\nHost: evil\r\n" + credentials() + "\r\n",
                "GET " + stacks + " HTTP/1.1\r\nHost: a b c\r\nConnection: close\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
                "GET http://evil" + stacks + " HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET foo HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET * HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET //stacks HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET " + stacks + " HTTP/1.1\r\n" + credentials() + "X: a\u0000b\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\n" + credentials() + "X: a\r\n b\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\n" + credentials() + "no colon\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\n" + credentials() + ": no name\r\n\r\n",
                "GET " + stacks + " HTTP/1.1\r\n" + credentials() + "X: a\r\n".repeat(5_000) + "\r\n",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + credentials() + "\r\n",
                "G(T " + stacks + " HTTP/1.1\r\n" + credentials() + "\r\n",
                "A".repeat(20_000) + " " + stacks + " HTTP/1.1\r\n" + credentials() + "\r\n",
                "CONNECT localhost:80 HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET " + API + "/../../etc/passwd HTTP/1.1\r\n" + credentials() + "\r\n",
                "GET /health/../api/v1/stacks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /metrics/..;/x HTTP/1.1\r\n" + credentials() + "\r\n",
                "DELETE /metrics HTTP/1.1\r\n" + credentials() + "\r\n",
                "POST / HTTP/1.1\r\n" + credentials() + "Content-Length: 0\r\n\r\n")) {
            assertThat(send(request.getBytes(ISO_8859_1)).isRefusal())
                    .as(abridged(request))
                    .isTrue();
        }
        for (String request : List.of(
                "GET " + stacks + " HTTP/1.0\r\n" + credentials() + "\r\n",
                "GET http://localhost" + stacks + " HTTP/1.1\r\n" + credentials() + "\r\n",
                "\r\nGET " + stacks + " HTTP/1.1\r\n" + credentials() + "\r\n")) {
            assertThat(send(request.getBytes(ISO_8859_1)).status()).as(request).isEqualTo(200);
        }
        // the second one is no part of the first
        String two = "GET " + stacks + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\n\r\n\u0001garbage \r\n\r\n";
        assertThat(http.send(two.getBytes(ISO_8859_1)).body()).contains("\"target\"", "\"status\":400");
        assertThat(state()).isEqualTo(before);
    }

    /** Who sends a part of a request and no more keeps nobody waiting, and is nobody's stack. */
    private void breakOffAndKeepWaiting() throws Exception {
        Map<String, String> before = state();
        List<Socket> waiting = new ArrayList<>();
        try {
            byte[] whole = request("DELETE", API + "/stacks/target", JSON, "{}".getBytes(UTF_8));
            for (int length = 1; length < whole.length; length += 5) {
                Socket socket = http.connect();
                waiting.add(socket);
                socket.getOutputStream().write(whole, 0, length);
            }
            assertThat(state()).isEqualTo(before);
        } finally {
            for (Socket each : waiting) {
                each.close();
            }
        }
        assertThat(state()).isEqualTo(before);
    }

    /** What the server's process holds. */
    private record Footprint(int descriptors, TreeSet<String> threads) {
        static Footprint of(long pid) throws IOException {
            TreeSet<String> threads = new TreeSet<>();
            int descriptors;
            try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
                for (Path task : tasks.toList()) {
                    String name = nameOf(task);
                    if (name.startsWith("vdestack")) {
                        threads.add(name + " " + task.getFileName());
                    }
                }
            }
            try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                descriptors = (int) open.count();
            }
            return new Footprint(descriptors, threads);
        }

        /** That of a thread; empty if it has ended since it was listed. */
        private static String nameOf(Path task) {
            try {
                return Files.readString(task.resolve("comm")).strip();
            } catch (IOException e) {
                return "";
            }
        }

        /** Threads by their number: those of stacks are others after a stack was made anew. */
        boolean isWithin(Footprint before) {
            return descriptors <= before.descriptors && threads.size() <= before.threads.size();
        }
    }
}

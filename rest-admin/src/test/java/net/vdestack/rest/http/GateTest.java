package net.vdestack.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.vdestack.rest.access.FailureDelay;
import net.vdestack.rest.access.HostNames;
import net.vdestack.rest.access.RequestRate;
import net.vdestack.rest.access.Tokens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final int RATE = 10;

    @TempDir
    private Path data;

    private String admin;
    private Gate gate;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean room = true;
    private final List<String> handled = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest("guest".getBytes(UTF_8)));
        Files.writeString(
                data.resolve("tokens.json"),
                "[{\"name\":\"grafana\",\"role\":\"viewer\",\"sha256\":\"" + hash + "\"}]");
        Tokens tokens = Tokens.open(data.resolve("admin.token"), data.resolve("tokens.json"));
        admin = Files.readString(data.resolve("admin.token")).strip();
        gate = new Gate(
                new HostNames(List.of()),
                tokens,
                new RequestRate(RATE, () -> 0),
                new FailureDelay(() -> 0),
                new AuditLog(data.resolve("audit.jsonl"), () -> 0),
                (millis, task) -> room && waiting.add(task));
    }

    private FakeExchange pass(FakeExchange exchange) throws Exception {
        gate.pass(exchange.request, exchange.response, (request, response) -> {
            handled.add(request.getRemoteUser() + " " + request.getMethod() + " "
                    + new String(request.getInputStream().readAllBytes(), UTF_8));
            response.setStatus(200);
        });
        return exchange;
    }

    private FakeExchange as(String token, String method, String body) throws Exception {
        return pass(new FakeExchange(method, "/api/v1/stacks", body)
                .with("Authorization", "Bearer " + token)
                .with("Content-Type", "application/json"));
    }

    private List<String> audit() throws Exception {
        return Files.readAllLines(data.resolve("audit.jsonl"));
    }

    /** All of a machine, or behind a proxy, have one address. */
    @Test
    void slowsNobodyForWhatOthersDo() throws Exception {
        FakeExchange last = null;
        for (int i = 0; i <= 2 * RATE; i++) {
            last = pass(new FakeExchange("GET", "/metrics", ""));
        }
        assertThat(last.status).isEqualTo(429);
        assertThat(last.text()).contains("too many requests from 127.0.0.1");
        for (int i = 0; i <= 2 * RATE; i++) {
            last = as("guest", "GET", "");
        }
        assertThat(last.status).isEqualTo(429);
        assertThat(last.text()).contains("grafana").doesNotContain("guest");

        assertThat(as(admin, "GET", "").status).isEqualTo(200);
    }

    @Test
    void tellsWhoseRequestAForeignPageHasSent() throws Exception {
        assertThat(pass(new FakeExchange("DELETE", "/api/v1/stacks/a", "")
                                .with("Authorization", "Bearer " + admin)
                                .with("Origin", "http://evil.example"))
                        .status)
                .isEqualTo(403);
        assertThat(audit()).singleElement().asString().contains("\"principal\":\"admin\"");
    }

    /** Those without a token could push everything else out of the log. */
    @Test
    void letsNobodyFillTheAuditLog() throws Exception {
        for (int i = 0; i < 1000; i++) {
            pass(new FakeExchange("DELETE", "/" + "x".repeat(7000), "").with("Host", "evil.example"));
            pass(new FakeExchange("Y".repeat(7000), "/", ""));
        }
        as(admin, "DELETE", "");

        assertThat(audit())
                .hasSizeLessThan(100)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(700));
        assertThat(audit().get(audit().size() - 1)).contains("\"principal\":\"admin\"");
    }

    /** Their bodies would take memory. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void refusesViewersBeforeItReads(String method) throws Exception {
        FakeExchange exchange = as("guest", method, "x".repeat(1 << 20));

        assertThat(exchange.status).isEqualTo(403);
        assertThat(exchange.text())
                .contains("to change anything takes the role operator; the token 'grafana' has viewer");
        assertThat(exchange.largestRead()).isLessThanOrEqualTo(8192);
        assertThat(handled).isEmpty();
        assertThat(audit()).singleElement().asString().contains("\"principal\":\"grafana\"", "\"outcome\":403");
    }

    @Test
    void handsOverBodies() throws Exception {
        assertThat(as(admin, "POST", "{}").status).isEqualTo(200);
        assertThat(handled).containsExactly("admin POST {}");
    }

    private FakeExchange tenthGuess() throws Exception {
        for (int i = 1; i < 10; i++) {
            assertThat(as("guess", "POST", "").status).isEqualTo(401);
        }
        return as("guess", "POST", "");
    }

    /** Whoever counts the time writes nothing: a client that does not read would stop it. */
    @Test
    void answersLaterOnAThreadOfTheContainer() throws Exception {
        FakeExchange slowed = tenthGuess();
        assertThat(slowed.status).isZero();

        waiting.forEach(Runnable::run);
        assertThat(slowed.status).isZero();
        assertThat(slowed.complete).isFalse();

        slowed.started.forEach(Runnable::run);
        assertThat(slowed.status).isEqualTo(401);
        assertThat(slowed.complete).isTrue();
    }

    @Test
    void letsNotTooManyWait() throws Exception {
        room = false;

        FakeExchange refused = tenthGuess();

        assertThat(refused.status).isEqualTo(429);
        assertThat(refused.answered).containsEntry("Retry-After", "1");
        assertThat(refused.complete).isTrue();
    }
}

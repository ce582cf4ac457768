package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, the preflight and the backends of a platform that runs, as its HTTP clients meet them. */
@Timeout(120)
class RestCommandsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String COMMANDS = "api/v1/stacks/alice/commands";
    private static final List<String> SCHEMES = List.of(
            "cmd", "hub", "lan", "macvtap", "null", "ptp", "switch", "tap", "udp", "vde", "vlan", "vxlan", "vxvde");

    @TempDir
    private static Path scratch;

    private static Distribution distribution;
    private static Subprocess platform;
    private static URI url;
    private static String admin;

    /** A sleep(1) that no one else has, so that it can be found on the whole machine. */
    private record Sleep(String seconds) {
        static Sleep unique() {
            return new Sleep("3600." + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000));
        }

        boolean isAlive() {
            return ProcessHandle.allProcesses()
                    .anyMatch(process -> process.info()
                            .arguments()
                            .map(words -> words.length == 1 && words[0].equals(seconds))
                            .orElse(false));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        distribution = Distribution.unpack();
        distribution.allow("viewer", "operator");
        Path data = scratch.resolve("data");
        platform = Subprocess.startLasting(distribution.command(List.of(), "--port", "0", "--data", data.toString()));
        url = URI.create(platform.line().substring("READY ".length()));
        admin = Files.readString(data.resolve("admin.token")).strip();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            platform.close();
        } finally {
            distribution.close();
        }
    }

    private static HttpRequest.Builder request(URI base, String token, String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder post(String token, String path, String body) {
        return request(url, token, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String reply(String body) throws Exception {
        HttpResponse<String> response = send(post(admin, COMMANDS, body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return response.body();
    }

    private static String get(String path) throws Exception {
        HttpResponse<String> response = send(request(url, "viewer", path));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static void assertProblem(HttpResponse<String> response, int status, String... parts) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status).contains(parts);
    }

    @Test
    void repliesWhenCommandsHaveEnded() throws Exception {
        assertThat(reply("{\"command\":\"echo one; sh -c 'echo \u00e4; echo no >&2; exit 3';" + " true\"}"))
                .matches("\\{\"exitCode\":3,\"timedOut\":false,\"results\":\\["
                        + "\\{\"argv\":\\[\"echo\",\"one\"],\"exitCode\":0,.*},"
                        + "\\{\"argv\":\\[\"sh\",\"-c\",\"echo \u00e4; echo no >&2; exit 3\"],\"exitCode\":3,"
                        + "\"stdout\":\"\u00e4\\\\n\",\"stderr\":\"no\\\\n\",\"durationMillis\":[0-9]+}]}");
    }

    @Test
    void runsWordsAsTheyAre() throws Exception {
        assertThat(reply("{\"argv\":[\"echo\",\"a;b\",\"\"]}"))
                .contains("\"argv\":[\"echo\",\"a;b\",\"\"],\"exitCode\":0,\"stdout\":\"a;b \\n\"");
    }

    @Test
    void runsInTheStack() throws Exception {
        assertThat(reply("{\"command\":\"ip -o -4 addr show dev vde0\"}")).contains("10.1.0.1/24");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vdestack-no-such|127|not found in",
                "sh -c 'kill -KILL $$'|137|",
                "sh -c 'kill -TERM $$'|143|",
            })
    void tellsExitCodesAsAShellDoes(String command, int exitCode, String reason) throws Exception {
        assertThat(reply("{\"command\":\"" + command + "\"}"))
                .startsWith("{\"exitCode\":" + exitCode + ",\"timedOut\":false,")
                .contains(reason == null ? "" : reason);
    }

    @Test
    void killsWhatTakesTooLong() throws Exception {
        Sleep sleep = Sleep.unique();

        assertThat(reply("{\"command\":\"sleep " + sleep.seconds() + "\",\"timeoutSeconds\":1}"))
                .startsWith("{\"exitCode\":124,\"timedOut\":true,");

        assertThat(sleep.isAlive()).isFalse();
    }

    /** Its status and the first line breaks have been sent long before. */
    @Test
    void repliesToWhatTakesLong() throws Exception {
        assertThat(reply("{\"command\":\"sh -c 'sleep 7; echo done'\"}").strip())
                .startsWith("{\"exitCode\":0,\"timedOut\":false,")
                .contains("\"stdout\":\"done\\n\"");
    }

    private static BufferedReader events(String command) throws Exception {
        HttpRequest.Builder request =
                post(admin, COMMANDS, "{\"command\":\"" + command + "\"}").header("Accept", "text/event-stream");
        HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /** The name and the data of the next event. */
    private static String event(BufferedReader events) throws IOException {
        String name = null;
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                return name + " " + line.substring("data: ".length());
            }
        }
        return null;
    }

    @Test
    void streamsOutputAsItComes() throws Exception {
        Path answer = scratch.resolve("answer");
        String wait = "while [ ! -e " + answer + " ]; do sleep 0.01; done";
        try (BufferedReader events = events("sh -c 'echo question; " + wait + "; echo late >&2'; false")) {
            assertThat(event(events)).isEqualTo("stdout {\"index\":0,\"text\":\"question\\n\"}");
            Files.createFile(answer);
            assertThat(event(events)).isEqualTo("stderr {\"index\":0,\"text\":\"late\\n\"}");
            assertThat(event(events))
                    .startsWith("exit {\"exitCode\":1,\"timedOut\":false,\"results\":[{\"argv\":[\"sh\",")
                    .doesNotContain("stdout", "stderr\":");
            assertThat(event(events)).isNull();
        }
    }

    @Test
    void streamsMoreThanItCouldKeep() throws Exception {
        int text = 0;
        try (BufferedReader events = events("sh -c 'head -c 3000000 /dev/zero | tr \\\"\\\\\\\\0\\\" x'")) {
            for (String event = event(events); event != null; event = event(events)) {
                text += (int) event.chars().filter(c -> c == 'x').count();
            }
        }

        // and those of "exit", "text" and the words of the command
        assertThat(text).isBetween(3_000_000, 3_001_000);
    }

    @Test
    void endsWithTheClientOfItsEvents() throws Exception {
        Sleep sleep = Sleep.unique();
        try (BufferedReader events = events("sh -c 'echo x; exec sleep " + sleep.seconds() + "'")) {
            assertThat(event(events)).startsWith("stdout");
            Await.until("the command", sleep::isAlive);
        }

        Await.until("its end", () -> !sleep.isAlive());
    }

    @Test
    void endsWithTheClientOfItsReply() throws Exception {
        Sleep sleep = Sleep.unique();
        String body = "{\"command\":\"sleep " + sleep.seconds() + "\",\"timeoutSeconds\":3600}";
        try (Socket client = new Socket(url.getHost(), url.getPort())) {
            client.getOutputStream()
                    .write(("POST /" + COMMANDS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + admin
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(UTF_8));
            Await.until("the command", sleep::isAlive);
        }

        Await.until("its end", () -> !sleep.isAlive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator"})
    void areForAdministrators(String role) throws Exception {
        for (String accept : List.of("application/json", "text/event-stream")) {
            assertProblem(
                    send(post(role, COMMANDS, "{\"command\":\"true\"}").header("Accept", accept)),
                    403,
                    "the token '" + role + "' has " + role);
        }
    }

    @Test
    void refusesWhatCannotBeRun() throws Exception {
        assertProblem(
                send(post(admin, COMMANDS, "{\"command\":\"echo 'a\"}")), 400, "\"pointer\":\"/command\"", "an open '");
        assertProblem(
                send(post(admin, COMMANDS, "{\"command\":\" \"}").header("Accept", "text/event-stream")),
                400,
                "\"pointer\":\"/command\"",
                "no command");
        assertProblem(
                send(post(admin, COMMANDS, "{\"command\":\"true\",\"timeoutSeconds\":0}")),
                400,
                "\"pointer\":\"/timeoutSeconds\"");
        assertProblem(send(post(admin, COMMANDS, "{")), 400, "\"errors\":");
        assertProblem(send(post(admin, "api/v1/stacks/nobody/commands", "{\"command\":\"true\"}")), 404, "'nobody'");
        assertProblem(send(request(url, admin, COMMANDS)), 405, "Allow");
    }

    @Test
    void areAuditedAndCounted() throws Exception {
        double before = counted("timeout");

        reply("{\"command\":\"echo audited 'a b'; sleep 3600\",\"timeoutSeconds\":1}");

        assertThat(Files.readAllLines(scratch.resolve("data/audit.jsonl")))
                .anyMatch(line -> line.contains("\"principal\":\"admin\"")
                        && line.contains("\"path\":\"/" + COMMANDS + "\",\"outcome\":200,"
                                + "\"commands\":[[\"echo\",\"audited\",\"a b\"],[\"sleep\",\"3600\"]]"));
        assertThat(counted("timeout")).isEqualTo(before + 1);
    }

    private static double counted(String result) throws Exception {
        Matcher line = Pattern.compile("vdestack_commands_total\\{result=\"" + result + "\"} (\\S+)")
                .matcher(get("metrics"));
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void preflightFindsThatThisMachineCanRunStacks() throws Exception {
        assertThat(get("api/v1/preflight"))
                .startsWith("{\"items\":[{\"name\":\"mode\",\"status\":\"pass\",\"detail\":\"PRIVILEGED\"")
                .contains(
                        "{\"name\":\"tun\",\"status\":\"pass\"", "{\"name\":\"network-namespaces\",\"status\":\"pass\"")
                .doesNotContain("\"status\":\"fail\"");
    }

    @Test
    void listsTheBackends() throws Exception {
        String forwarders = get("api/v1/forwarders");

        List<String> schemes = new ArrayList<>();
        Matcher scheme = Pattern.compile(
                        "\"scheme\":\"([a-z]+)\",\"bundle\":\"net.vdestack.forwarder\",\"version\":\"[0-9]")
                .matcher(forwarders);
        while (scheme.find()) {
            schemes.add(scheme.group(1));
        }
        assertThat(schemes).isEqualTo(SCHEMES);
        assertThat(forwarders)
                .containsPattern("\"scheme\":\"cmd\"[^{]*\"available\":false,\"reason\":\"[^\"]*net.vdestack.cmd")
                .containsPattern("\"scheme\":\"lan\"[^{]*\"available\":true,\"reason\":null,\"parameters\":\\[]")
                .containsPattern(
                        "\"scheme\":\"vxvde\"[^}]*\"parameters\":\\[\\{\"name\":\"port\",\"description\":\"UDP port\","
                                + "\"default\":\"14789\"}");
    }

    @Test
    void canBeSwitchedOff() throws Exception {
        try (Distribution closed = Distribution.unpack()) {
            Files.writeString(closed.conf("config.properties"), "vdestack.commands = off");
            Path data = scratch.resolve("closed");
            try (Subprocess without =
                    Subprocess.start(closed.command(List.of(), "--port", "0", "--data", data.toString()))) {
                URI base = URI.create(without.line().substring("READY ".length()));
                String token = Files.readString(data.resolve("admin.token")).strip();
                for (String accept : List.of("application/json", "text/event-stream")) {
                    HttpRequest.Builder request = request(base, token, COMMANDS)
                            .header("Content-Type", "application/json")
                            .header("Accept", accept)
                            .POST(BodyPublishers.ofString("{\"command\":\"true\"}"));
                    assertProblem(send(request), 403, "vdestack.commands = off", "conf/config.properties");
                }
            }
        }
    }
}

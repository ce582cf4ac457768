package net.vdestack.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import example.bundles.Failing;
import example.bundles.Logging;
import example.bundles.Starting;
import example.bundles.Stopping;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import net.vdestack.itests.platform.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform as an operator meets it: {@code bin/vdestack} from the outside. */
@Timeout(120)
class PlatformIT {
    private static final List<String> AS_ROOT = List.of();

    @TempDir
    private Path scratch;

    private Distribution distribution;
    private Path data;

    @BeforeEach
    void unpack() throws IOException {
        distribution = Distribution.unpack();
        data = scratch.resolve("data");
    }

    @AfterEach
    void remove() throws IOException {
        distribution.close();
    }

    private Subprocess start(List<String> before) throws IOException {
        return Subprocess.start(distribution.command(before, "--port", "0", "--data", data.toString()));
    }

    private Subprocess start() throws IOException {
        return start(AS_ROOT);
    }

    /** Its URL, from the one line that it prints when all is up. */
    private static URI ready(Subprocess platform) throws IOException {
        String line = platform.line();
        assertThat(line).matches("READY http://127\\.0\\.0\\.1:[1-9][0-9]*/");
        return URI.create(line.substring("READY ".length()));
    }

    private static void assertStopsCleanly(Subprocess platform) throws IOException {
        platform.signal("TERM");
        assertThat(platform.exitCode()).isZero();
        assertThat(platform.errors()).doesNotContain("WARN", "ERROR", "Exception");
    }

    /** That it ends by itself, with nothing on standard output and no stack trace; returns what it says. */
    private static String refusal(Subprocess platform, int exitCode) throws IOException {
        assertThat(new String(platform.output().readAllBytes(), UTF_8)).isEmpty();
        assertThat(platform.exitCode()).as(platform.toString()).isEqualTo(exitCode);
        assertThat(platform.errors()).doesNotContain("\tat ");
        return platform.errors();
    }

    private static HttpResponse<String> send(URI uri, String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void isReadyAndHealthyAndStops() throws Exception {
        try (Subprocess platform = start()) {
            URI url = ready(platform);

            for (String path : List.of("health/live", "health/ready")) {
                HttpResponse<String> health = send(url.resolve(path), "GET");
                assertThat(health.statusCode()).isEqualTo(200);
                assertThat(health.body()).isEqualTo("{\"status\":\"UP\"}");
                assertThat(health.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(health.headers().firstValue("Cache-Control")).contains("no-store");
                assertThat(health.headers().firstValue("Server")).isEmpty();
            }
            HttpResponse<String> head = send(url.resolve("health/ready"), "HEAD");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
                assertThat(send(url.resolve("health/live"), method).statusCode())
                        .as(method)
                        .isEqualTo(405);
            }
            for (String path : List.of("health", "health/", "health/x", "health/live/x")) {
                assertThat(send(url.resolve(path), "GET").statusCode()).as(path).isEqualTo(401);
            }
            HttpResponse<String> dashboard = send(url, "GET");
            assertThat(dashboard.statusCode()).isEqualTo(200);
            assertThat(dashboard.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(dashboard.body()).startsWith("<!DOCTYPE html>");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");

            platform.signal("TERM");
            assertThat(platform.output().readAllBytes()).isEmpty();
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors())
                    .matches("\\S+ INFO .* stacks are made in .* mode\n\\S+ INFO .* vdestack .*\n");
        }
    }

    @Test
    void saysWhatItWaitsFor() throws Exception {
        Files.writeString(distribution.conf("config.properties"), "vdestack.ready = net.example.never, net.example.no");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
        try (Subprocess platform = Subprocess.start(
                distribution.command(AS_ROOT, "--port", String.valueOf(port), "--data", data.toString()))) {
            Await.until("an answer", () -> answers(ready));
            // which may wait for other servlets still
            Await.until("all else", () -> !send(ready, "GET").body().contains("net.vdestack."));

            HttpResponse<String> health = send(ready, "GET");

            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .isEqualTo("{\"status\":\"DOWN\",\"waiting\":[\"net.example.never\",\"net.example.no\"]}");
            assertThat(send(ready.resolve("live"), "GET").statusCode()).isEqualTo(200);
            assertStopsCleanly(platform);
        }
    }

    /** Before its servlet is there it is a path like any other, or none. */
    private static boolean answers(URI health) throws Exception {
        try {
            return List.of(200, 503).contains(send(health, "GET").statusCode());
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        // who runs the tests in the background of a shell has them, and all that they start, ignore it
        try (Subprocess platform = start(List.of("env", "--default-signal=INT"))) {
            ready(platform);

            platform.signal("INT");

            assertThat(platform.exitCode()).isZero();
        }
    }

    /** By the file that tells how far the start has come. Before it takes signals, they end it by themselves. */
    @OneJdk
    @ParameterizedTest
    @ValueSource(strings = {"lock", "cache", "cache/bundle0", "cache/bundle1", "cache/bundle5", "config", "jna"})
    void stopsWhenToldToDuringItsStart(String file) throws Exception {
        try (Subprocess platform = start()) {
            Await.until(file, () -> Files.exists(data.resolve(file)));

            platform.signal("TERM");

            assertThat(platform.exitCode()).as(platform.toString()).isIn(0, 143);
            assertThat(platform.errors()).doesNotContain("\tat ", "vdestack: ");
        }
        try (Subprocess platform = start()) {
            ready(platform);
        }
    }

    @Test
    void listensOnIpv6() throws Exception {
        try (Subprocess platform = Subprocess.start(
                distribution.command(AS_ROOT, "--bind", "::1", "--port", "0", "--data", data.toString()))) {
            String line = platform.line();
            assertThat(line).matches("READY http://\\[::1]:[1-9][0-9]*/");
            URI url = URI.create(line.substring("READY ".length()));
            assertThat(send(url.resolve("health/ready"), "GET").statusCode()).isEqualTo(200);
            assertStopsCleanly(platform);
        }
    }

    /** Though what runs is what lies in bundle/: the second start finds other bundles, with other numbers. */
    @OneJdk
    @Test
    void leavesAConfigurationDeleted() throws Exception {
        Files.writeString(distribution.conf("initial.json"), """
                {
                  ":configurator:resource-version": 1,
                  ":configurator:symbolic-name": "net.vdestack.initial",
                  ":configurator:version": "1.0.0",
                  "net.example.kept": {"a": 1},
                  "net.example.deleted": {"a": 1}
                }
                """);
        Path kept = data.resolve("config/net/example/kept.config");
        Path deleted = data.resolve("config/net/example/deleted.config");
        Path memory = data.resolve("configurator.ser");
        try (Subprocess platform = start()) {
            ready(platform);
            Await.until(
                    "the configurations", () -> Files.exists(kept) && Files.exists(memory) && Files.size(memory) > 0);
            assertThat(deleted).exists();
            platform.killAlone();
        }
        Files.delete(deleted);
        Files.writeString(
                distribution.conf("initial.json"),
                Files.readString(distribution.conf("initial.json")).replace("\"net.example.kept", """
                        "net.example.added": {"a": 1}, "net.example.kept"""));
        distribution.addBundle(Logging.class, "org.osgi.framework,org.osgi.service.log,org.slf4j");
        for (int start = 0; start < 2; start++) {
            try (Subprocess platform = start()) {
                ready(platform);
                Await.until("what was added", () -> Files.exists(data.resolve("config/net/example/added.config")));
                assertStopsCleanly(platform);
            }
            assertThat(kept).exists();
            assertThat(deleted).doesNotExist();
        }
    }

    @Test
    void stopsCleanlyInTheMiddleOfItsStart() throws Exception {
        distribution.addBundle(Starting.class, "org.osgi.framework");
        Path starting = scratch.resolve("starting");
        Files.writeString(distribution.conf("config.properties"), "example.starting = " + starting);
        try (Subprocess platform = start()) {
            Await.until("a bundle that starts", () -> Files.exists(starting));

            platform.signal("TERM");

            assertThat(refusal(platform, 0)).isEmpty();
        }
    }

    @OneJdk
    @ParameterizedTest
    @CsvSource({
        "--prot,'unknown option ''--prot'''",
        "--port 65536,'65536'",
        "--port,lacks its value",
        "--bind 0.0.0.0,TLS",
        "--bind example.com,no IP address",
    })
    void refusesWrongOptions(String options, String reason) throws Exception {
        List<String> words = distribution.command(AS_ROOT, "--data", data.toString());
        words.addAll(List.of(options.split(" ", -1)));
        try (Subprocess platform = Subprocess.start(words)) {
            assertThat(refusal(platform, 2)).contains(reason);
        }
        assertThat(data).doesNotExist();
    }

    @OneJdk
    @ParameterizedTest
    @CsvSource({"--help,usage: vdestack", "--version,vdestack "})
    void answersQuestions(String question, String answer) throws Exception {
        assertThat(Subprocess.run(distribution.command(AS_ROOT, question))).startsWith(answer);
    }

    @OneJdk
    @Test
    void refusesAPortInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Subprocess platform = Subprocess.start(distribution.command(
                        AS_ROOT, "--port", String.valueOf(other.getLocalPort()), "--data", data.toString()))) {
            assertThat(refusal(platform, 1))
                    .contains("port " + other.getLocalPort(), "Address already in use", "--port N");
        }
    }

    @OneJdk
    @Test
    void refusesDataOfAnother() throws Exception {
        try (Subprocess first = start();
                Subprocess second = awaitReadyThenStart(first)) {
            assertThat(refusal(second, 1)).contains("process " + first.pid(), data.toString(), "--data");
            assertStopsCleanly(first);
        }
    }

    private Subprocess awaitReadyThenStart(Subprocess first) throws IOException {
        ready(first);
        return start();
    }

    @OneJdk
    @Test
    void refusesDataThatIsAFile() throws Exception {
        Files.writeString(data, "");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1)).contains(data.toString(), "--data");
        }
    }

    @OneJdk
    @Test
    void refusesDataOfAnotherUser() throws Exception {
        Files.createDirectory(data);
        Files.setAttribute(data, "unix:uid", 47110);
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1)).contains(data.toString(), "belongs to user 47110", "--data");
        }
        assertThat(data).isEmptyDirectory();
    }

    @OneJdk
    @Test
    void leavesItsInstallationAlone() throws Exception {
        String home = distribution.home().toString();
        String readOnly = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
        try (Subprocess platform = start(List.of("unshare", "--mount", "sh", "-ec", readOnly, home))) {
            ready(platform);
            assertStopsCleanly(platform);
        }
        assertThat(data.resolve("cache")).isDirectory();
    }

    @Test
    void givesTheReasonOfABundleThatDoesNotResolve() throws Exception {
        distribution.addBundle(Failing.class, "org.osgi.framework,com.example.absent");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1).lines())
                    .singleElement()
                    .asString()
                    .contains("cannot start example.bundles.Failing", "com.example.absent");
        }
    }

    @Test
    void givesTheReasonOfABundleThatDoesNotStart() throws Exception {
        distribution.addBundle(Failing.class, "org.osgi.framework");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1))
                    .isEqualTo("vdestack: cannot start example.bundles.Failing: the example's disk is full\n");
        }
    }

    @OneJdk
    @Test
    void refusesWhatIsNoBundle() throws Exception {
        Files.writeString(distribution.home().resolve("bundle").resolve("text.jar"), "text");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1)).startsWith("vdestack: cannot install text.jar: ");
        }
    }

    @Test
    void failsWhenItStopsBeforeItIsReady() throws Exception {
        distribution.addBundle(Stopping.class, "org.osgi.framework");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1)).contains("ERROR example: the example gives up", "vdestack: it stopped");
        }
    }

    /** The first time while it runs, the second time as it finds it. A stack waits for it. */
    @OneJdk
    @Test
    void runsWhatIsDeployed() throws Exception {
        Path jar = distribution.home().resolve("deploy").resolve("tcp.jar");
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(30_000);
            Files.writeString(
                    distribution.conf("stacks").resolve("blue.json"),
                    "{\"name\":\"blue\",\"network\":\"tcp://127.0.0.1:" + peer.getLocalPort() + "\"}");
            try (Subprocess platform = start()) {
                ready(platform);
                Files.writeString(jar.resolveSibling("text.jar"), "text");
                Files.copy(Path.of(JavaProgram.jarOf("com.example.tcp.TcpProvider")), jar);

                peer.accept().close();
                awaitLog(platform, "INFO .* tcp\\.jar: started com\\.example\\.tcp 1\\.0\\.0");
                awaitLog(platform, "ERROR .* cannot install text\\.jar: .*");
                platform.signal("TERM");
                assertThat(platform.exitCode()).isZero();
            }
            try (Subprocess platform = start()) {
                ready(platform);
                try (Socket link = peer.accept()) {
                    link.setSoTimeout(30_000);

                    Files.delete(jar);

                    link.getInputStream().readAllBytes();
                }
                awaitLog(platform, "INFO .* tcp\\.jar: uninstalled com\\.example\\.tcp 1\\.0\\.0");
                platform.signal("TERM");
                assertThat(platform.exitCode()).isZero();
            }
        }
    }

    private static void awaitLog(Subprocess platform, String line) throws Exception {
        Await.until(
                line + " in its log", () -> platform.errors().lines().anyMatch(each -> each.matches("\\S+ " + line)));
    }

    @Test
    void bringsAllLogsToOnePlace() throws Exception {
        distribution.addBundle(Logging.class, "org.osgi.framework,org.osgi.service.log,org.slf4j");
        Path logback = distribution.conf("logback.xml");
        Files.writeString(
                logback,
                Files.readString(logback).replace("<root", "<logger name=\"example.loud\" level=\"DEBUG\"/>\n<root"));
        try (Subprocess platform = start()) {
            ready(platform);
            platform.signal("TERM");

            assertThat(platform.output().readAllBytes()).isEmpty();
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors())
                    .contains("printed by a bundle\n")
                    .contains("INFO  example.system: system info\n", "DEBUG example.loud: system loud\n")
                    .contains("DEBUG example.loud.later: system loud, later\n")
                    .contains("INFO  example.jul: jul info\n", "INFO  example.slf4j: slf4j info\n")
                    .contains("osgi info\n")
                    .contains("INFO  example.system: logged at the end\n")
                    .doesNotContain("system debug", "jul debug", "slf4j debug", "osgi debug");
        }
    }

    @OneJdk
    @ParameterizedTest
    @ValueSource(strings = {"net.vdestack.stacks net.vdestack.demo", "a,b)", "\"a\"", "*"})
    void refusesToWaitForWhatIsNoCondition(String ids) throws Exception {
        Files.writeString(distribution.conf("config.properties"), "vdestack.ready = " + ids);
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1))
                    .contains(distribution.conf("config.properties").toString(), "vdestack.ready = " + ids, "commas");
        }
    }

    @OneJdk
    @ParameterizedTest
    @ValueSource(strings = {"config.properties", "system.properties"})
    void namesTheFileOfAWrongSetting(String file) throws Exception {
        Files.writeString(distribution.conf(file), "a = ${vdestack.hme}");
        try (Subprocess platform = start()) {
            assertThat(refusal(platform, 1)).contains(distribution.conf(file).toString(), "${vdestack.hme}");
        }
    }
}

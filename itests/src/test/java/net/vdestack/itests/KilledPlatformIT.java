package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.vdestack.itests.RestClient.Answer;
import net.vdestack.itests.platform.Await;
import net.vdestack.linux.netlink.NamespaceNumbers;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** However the platform ends, it comes back with the same stacks, and nothing is left of those before. */
@Timeout(180)
class KilledPlatformIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int WRITERS = 4;
    private static final int BURSTS = 2;

    @TempDir
    private Path scratch;

    private Distribution distribution;
    private RestClient admin;

    @BeforeEach
    void unpack() throws IOException {
        distribution = Distribution.unpack();
    }

    @AfterEach
    void remove() throws IOException {
        distribution.close();
    }

    private Subprocess start() throws IOException {
        Path data = scratch.resolve("data");
        Subprocess platform = Subprocess.start(
                distribution.command(List.of(), "--no-demo", "--port", "0", "--data", data.toString()));
        try {
            admin = new RestClient(
                    URI.create(platform.line().substring("READY ".length())),
                    Files.readString(data.resolve("admin.token")).strip());
        } catch (IOException | RuntimeException | Error e) {
            platform.close();
            throw e;
        }
        return platform;
    }

    /** Of each stack, what must be the same ever after. */
    private Map<String, List<String>> documents() throws Exception {
        Map<String, List<String>> documents = new TreeMap<>();
        for (JsonNode each : admin.get("stacks").expect(200).body().get("items")) {
            String name = each.get("name").stringValue();
            Answer stack = admin.get("stacks/" + name).expect(200);
            List<String> lasting = new ArrayList<>(List.of(
                    stack.at("/uid"),
                    stack.at("/createdAt"),
                    stack.at("/state"),
                    stack.at("/labels"),
                    stack.at("/spec"),
                    stack.at("/routes"),
                    stack.header("ETag")));
            stack.body()
                    .get("links")
                    .forEach(link -> lasting.add(link.get("name") + " " + link.get("network") + " " + link.get("mac")
                            + " " + link.get("mtu")));
            assertThat(documents.put(name, lasting)).as("another " + name).isNull();
        }
        return documents;
    }

    /**
     * Gives each stack's namespace, of which the platform holds a descriptor, a number here. The kernel forgets it with
     * the namespace, whoever was the last to hold that.
     */
    private static void numberNamespaces(Subprocess platform) throws IOException {
        Path process = Path.of("/proc", String.valueOf(platform.pid()));
        Path host = Files.readSymbolicLink(process.resolve("ns/net"));
        try (Fd socket = Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, 0);
                DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            NamespaceNumbers numbers = new NamespaceNumbers(socket);
            for (Path descriptor : descriptors) {
                Path target = target(descriptor);
                if (target.toString().startsWith("net:") && !target.equals(host)) {
                    try (Fd namespace = Syscalls.open(descriptor.toString(), Syscalls.O_RDONLY)) {
                        numbers.give(namespace.number());
                    }
                }
            }
        }
    }

    private static Set<String> numberedNamespaces() throws IOException {
        return Resources.numberedNamespaces().lines().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Empty for what was closed meanwhile, such as a connection. */
    private static Path target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException e) {
            return Path.of("");
        }
    }

    /**
     * Ends the platform alone, by a signal. Nothing of it is left then: its processes have ended, though they have lost
     * their parent, and the kernel has freed the namespace of each of its stacks.
     */
    private static void end(Subprocess platform, String signal, int stacks) throws Exception {
        List<ProcessHandle> processes =
                ProcessHandle.of(platform.pid()).orElseThrow().descendants().toList();
        // or else their end would prove nothing
        assertThat(processes).anyMatch(each -> each.info().command().orElse("").endsWith("/sleep"));
        // those of tests before this one, of which the JVM may hold some still
        Set<String> others = numberedNamespaces();
        numberNamespaces(platform);
        Set<String> ours = numberedNamespaces();
        ours.removeAll(others);
        assertThat(ours).hasSize(stacks);

        platform.signal(signal);
        platform.awaitEnd();

        Await.until("the end of " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        Await.until("the end of the namespaces " + ours, () -> Collections.disjoint(ours, numberedNamespaces()));
    }

    @Test
    void comesBackWithTheSameStacks() throws Exception {
        for (String seed : List.of("seeded", "unwanted")) {
            Files.writeString(
                    distribution.conf("stacks").resolve(seed + ".json"),
                    "{\"name\":\"" + seed + "\",\"network\":\"lan://one\"}");
        }
        Path needed = Files.createFile(scratch.resolve("needed"));
        Map<String, List<String>> expected;
        try (Subprocess platform = start()) {
            admin.send("POST", "stacks", """
                            {"name":"full",
                             "links":[{"name":"vde0","network":"lan://one"},
                                      {"name":"vde1","network":"vxvde://239.7.7.7","mac":"02:00:00:00:00:01","mtu":1400}],
                             "config":"iface=vde0,ip=10.0.0.1/24,iface=vde1,ip=10.1.0.1/24",
                             "commands":"ip route add 10.9.0.0/16 via 10.0.0.9; sh -c 'sleep 3600 > /dev/null 2>&1 &'",
                             "labels":{"tenant":"acme","note":"\\u00fc \\"~"}}
                            """).expect(201);
            admin.send(
                            "POST",
                            "stacks",
                            "{\"name\":\"carried\",\"underlay\":\"full\",\"network\":\"vxvde://239.7.7.8/if=vde1\"}")
                    .expect(201);
            admin.send("POST", "stacks", "{\"name\":\"frail\",\"commands\":\"cat " + needed + "\"}")
                    .expect(201);
            admin.send("POST", "stacks", "{\"name\":\"passing\",\"network\":\"lan://one\",\"ephemeral\":true}")
                    .expect(201);
            admin.send("PUT", "stacks/gone", "{}").expect(201);
            for (String deleted : List.of("unwanted", "gone")) {
                admin.send("DELETE", "stacks/" + deleted, null).expect(204);
            }
            Files.delete(needed);
            end(platform, "TERM", 5);
            assertThat(platform.exitCode()).isZero();
        }
        try (Subprocess platform = start()) {
            expected = documents();
            assertThat(expected).containsOnlyKeys("carried", "frail", "full", "seeded");
            assertThat(expected.get("frail").get(2)).isEqualTo("FAILED");
            assertThat(expected.get("full")).anyMatch(routes -> routes.contains("10.9.0.0/16"));
            end(platform, "KILL", 3);
        }
        try (Subprocess platform = start()) {
            assertThat(documents()).isEqualTo(expected);
            end(platform, "KILL", 3);
        }
    }

    /** What was answered is there, whatever was under way besides; of that, all or nothing. */
    @Test
    void losesNothingThatWasAnsweredWhenKilledInABurst() throws Exception {
        Map<String, String> answered = new ConcurrentHashMap<>();
        for (int burst = 0; burst < BURSTS; burst++) {
            try (Subprocess platform = start()) {
                assertAnswered(answered);
                burst(platform, answered);
            }
        }
        try (Subprocess platform = start()) {
            assertAnswered(answered);
            assertThat(platform.errors()).doesNotContain("ERROR", "WARN");
            platform.killAlone();
        }
    }

    /** Several change stacks of their own until the platform is killed in the middle of that. */
    private void burst(Subprocess platform, Map<String, String> answered) throws Exception {
        AtomicInteger changes = new AtomicInteger();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "burst" + writer;
                all.add(writers.submit(() -> changeUntilItEnds(name, answered, changes)));
            }
            Await.until("some changes", () -> changes.get() > 40);
            platform.killAlone();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
            assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Void changeUntilItEnds(String name, Map<String, String> answered, AtomicInteger changes) throws Exception {
        for (int version = 0; ; version++) {
            boolean delete = version % 8 == 7;
            // what may be there when nothing was answered: one or the other
            String label = "\"" + changes.get() + "-" + version + "\"";
            String before = answered.getOrDefault(name, "");
            String wanted = delete ? "" : label;
            answered.put(name, before.split("\\|", -1)[0] + "|" + wanted);
            try {
                Answer answer = delete
                        ? admin.send("DELETE", "stacks/" + name, null)
                        : admin.send("PUT", "stacks/" + name, "{\"labels\":{\"version\":" + label + "}}");
                assertThat(answer.response().statusCode()).isIn(200, 201, 204);
            } catch (IOException e) {
                return null;
            }
            answered.put(name, wanted);
            changes.incrementAndGet();
        }
    }

    private void assertAnswered(Map<String, String> answered) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode each : admin.get("stacks").expect(200).body().get("items")) {
            assertThat(each.get("state").stringValue()).as("%s", each).isEqualTo("UP");
            found.put(each.get("name").stringValue(), MAPPER.writeValueAsString(each.at("/labels/version")));
        }
        assertThat(answered.keySet()).containsAll(found.keySet());
        answered.forEach((name, versions) ->
                assertThat(versions.split("\\|", -1)).as(name).contains(found.getOrDefault(name, "")));
        answered.replaceAll((name, versions) -> found.getOrDefault(name, ""));
    }
}

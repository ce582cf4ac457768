package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.vdestack.api.StackRegistry;
import net.vdestack.itests.osgi.EventClient.Event;
import net.vdestack.itests.platform.Inside;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.service.condition.Condition;

/** What the platform tells over HTTP, for as long as a client likes to listen. */
@Timeout(120)
@ExtendWith(SharedPlatform.class)
class StreamsIT {
    private static final Path SEND_BUFFERS = Path.of("/proc/sys/net/ipv4/tcp_wmem");
    private static final String READY = "(osgi.condition.id=net.vdestack.ready)";
    private static final String REST = "net.vdestack.rest";
    private static final int CLIENTS = 50;
    /** How long many clients listen: a minute, or as long as one likes, with {@code -Dvdestack.streams.seconds=60}. */
    private static final int SECONDS = Integer.getInteger("vdestack.streams.seconds", 10);

    private static final int EVENTS = SECONDS * 10;
    /** Of one token. */
    private static final int LIMIT = 64;

    private static final long TOLERATED_BYTES = 16 << 20;

    /** What the platform's JVM holds. */
    private record Held(long descriptors, List<String> threads, long bytes, String resident)
            implements java.io.Serializable {
        @Override
        public String toString() {
            return descriptors + " descriptors, " + threads.size() + " threads of ours, " + (bytes >> 10)
                    + " kB of heap, resident " + resident;
        }
    }

    private static Held held(Inside inside) throws IOException {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return new Held(
                    descriptors.count(),
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            // of workers there are a few at most, which end 10 s after their work: to wait for that
                            // would take as long as the test
                            .filter(name -> name.startsWith("vdestack-") && !name.equals("vdestack-worker"))
                            .sorted()
                            .toList(),
                    jvm.totalMemory() - jvm.freeMemory(),
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .findFirst()
                            .orElseThrow()
                            .replaceAll("VmRSS:\\s*", ""));
        }
    }

    /** An answer, over a connection of its own. */
    private record Answer(int status, String type, String retryAfter, String body) {}

    /** A client with the administrator's token. */
    private record Client(URI base, String bearer) {
        static Client of(Platform platform) throws Exception {
            String url = platform.call(
                    inside -> (String) inside.reference(Condition.class, READY).getProperty("url"));
            String token = Files.readString(platform.home().resolve("data/admin.token"));
            return new Client(URI.create(url), "Bearer " + token.strip());
        }

        EventClient open(String path) throws Exception {
            return EventClient.open(base.resolve(path), Map.of("Authorization", bearer));
        }

        EventClient openAfter(String id) throws Exception {
            return EventClient.open(
                    base.resolve("/api/v1/events"), Map.of("Authorization", bearer, "Last-Event-ID", id));
        }

        HttpURLConnection connect(String path) throws IOException {
            HttpURLConnection connection =
                    (HttpURLConnection) base.resolve(path).toURL().openConnection();
            connection.setRequestProperty("Authorization", bearer);
            connection.setRequestProperty("Connection", "close");
            return connection;
        }

        Answer get(String path) throws IOException {
            HttpURLConnection connection = connect(path);
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(
                        status,
                        connection.getContentType(),
                        connection.getHeaderField("Retry-After"),
                        new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** Waits until the platform has closed all connections of clients that have gone, or that it cut. */
    private static void awaitNoConnection(Platform platform) throws Exception {
        platform.run(inside -> {
            int port = URI.create(
                            (String) inside.reference(Condition.class, READY).getProperty("url"))
                    .getPort();
            inside.await("the end of all connections", () -> connections(port) == 0);
        });
    }

    /** How many the server has at its end: established, or waiting for its close; see proc(5). */
    private static long connections(int port) throws IOException {
        String held = String.format("(?i)\\s*\\d+: [0-9A-F]+:%04X [0-9A-F:]+ 0[18] .*", port);
        long count = 0;
        for (String table : List.of("tcp", "tcp6")) {
            count += Files.readAllLines(Path.of("/proc/thread-self/net", table)).stream()
                    .filter(line -> line.matches(held))
                    .count();
        }
        return count;
    }

    private static void create(Platform platform, String name) throws Exception {
        platform.run(inside -> Stacks.create(inside, name, "lan://streams", "10.0.0.1"));
    }

    private static void delete(Platform platform, String name) throws Exception {
        platform.run(inside ->
                assertThat(inside.service(StackRegistry.class).delete(name)).isTrue());
    }

    private static Event await(EventClient events, String name, String... parts) throws IOException {
        for (Event event = events.next(); event != null; event = events.next()) {
            String data = event.data();
            if (event.name().equals(name) && Stream.of(parts).allMatch(data::contains)) {
                return event;
            }
        }
        throw new AssertionError("the stream ended before " + name + " " + String.join(" ", parts));
    }

    private static String stack(String name) {
        return "\"stack\":\"" + name + "\"";
    }

    @Test
    void eventsComeInOrderAndAgain(Platform platform) throws Exception {
        Client client = Client.of(platform);
        Event starting;
        List<Event> rest = new ArrayList<>();
        try (EventClient events = client.open("/api/v1/events")) {
            create(platform, "told");
            delete(platform, "told");

            starting = await(events, "stack", stack("told"), "STARTING");
            rest.add(await(events, "link", stack("told"), "\"link\":\"vde0\"", "CONNECTED"));
            rest.add(await(events, "stack", stack("told"), "\"UP\""));
            rest.add(await(events, "stack", stack("told"), "STOPPING"));
        }

        try (EventClient events = client.openAfter(starting.id())) {
            for (Event event : rest) {
                assertThat(await(events, event.name(), event.data())).isEqualTo(event);
            }
        }
        try (EventClient events = client.openAfter("anotherprocess-1")) {
            assertThat(events.next().name()).isEqualTo("reset");
            assertThat(await(events, "stack", stack("told"), "STARTING")).isEqualTo(starting);
        }
    }

    @Test
    void countersCome(Platform platform) throws Exception {
        Client client = Client.of(platform);
        create(platform, "counted");

        try (EventClient events = client.open("/api/v1/stats/stream?interval=100ms")) {
            await(events, "stats", stack("counted"));
            delete(platform, "counted");
            Event event = events.next();
            while (event.data().contains(stack("counted"))) {
                event = events.next();
            }
            assertThat(event.data()).startsWith("{\"items\":[");
        }
        assertThat(client.get("/api/v1/stacks/counted/stats").status()).isEqualTo(404);
        assertThat(client.get("/api/v1/stats/stream?interval=99ms").status()).isEqualTo(400);
    }

    @Test
    @Timeout(600)
    void manyClientsLeaveNothingBehindAndASlowOneIsCut(Platform platform) throws Exception {
        Client client = Client.of(platform);
        create(platform, "stays");
        client.open("/api/v1/stats/stream").close();
        awaitNoConnection(platform);
        Held before = platform.call(StreamsIT::held);
        String sendBuffers = Files.readString(SEND_BUFFERS);
        // or the kernel would take it all for a long time
        Files.writeString(SEND_BUFFERS, "4096 4096 4096");
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(2048);
            slow.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
            URI uri = client.base().resolve("/api/v1/stats/stream?interval=100ms");
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
            slow.getOutputStream()
                    .write(("GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: " + client.bearer() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            listen(platform, client);

            awaitNoConnection(platform);
            // it was the server that ended this one: what is left is what the kernel had taken
            assertThat(slow.getInputStream().readAllBytes()).hasSizeLessThan(64 << 10);
        } finally {
            Files.writeString(SEND_BUFFERS, sendBuffers);
        }
        platform.run(inside -> inside.await(
                "no more than " + before,
                () -> held(inside).threads().equals(before.threads())
                        && held(inside).descriptors() <= before.descriptors()));
        Held after = platform.call(StreamsIT::held);
        System.out.println(CLIENTS + " clients for " + SECONDS + " s: before " + before + "; after " + after);
        assertThat(after.bytes()).isLessThan(before.bytes() + TOLERATED_BYTES);
    }

    /** Fifty at a time, while stacks come and go. */
    private static void listen(Platform platform, Client client) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                EventClient stream = client.open("/api/v1/stats/stream?interval=100ms");
                all.add(clients.submit(() -> {
                    try (stream) {
                        for (int event = 0; event < EVENTS; event++) {
                            assertThat(stream.next().data()).contains(stack("stays"));
                        }
                    }
                    return null;
                }));
            }
            while (!all.stream().allMatch(Future::isDone)) {
                create(platform, "comes");
                delete(platform, "comes");
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
            assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTokenHasNotMoreStreamsThanItMay(Platform platform) throws Exception {
        Client client = Client.of(platform);
        List<EventClient> streams = new ArrayList<>();
        try {
            for (int stream = 0; stream < LIMIT; stream++) {
                // whose end is noticed sooner than that of events, which are few
                streams.add(client.open("/api/v1/stats/stream?interval=500ms"));
            }

            Answer refused = client.get("/api/v1/events");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).isEqualTo("5");
            assertThat(client.get("/api/v1/stats").status()).isEqualTo(200);
        } finally {
            for (EventClient stream : streams) {
                stream.close();
            }
        }
        // those that have gone are noticed
        try (EventClient events = awaitPlace(client)) {
            create(platform, "late");
            assertThat(await(events, "stack", stack("late"), "\"UP\"").id()).isNotNull();
        }
    }

    private static EventClient awaitPlace(Client client) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return client.open("/api/v1/events");
            } catch (AssertionError e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Test
    void streamsEndWithTheBundle(Platform platform) throws Exception {
        Client client = Client.of(platform);
        try (EventClient events = client.open("/api/v1/events");
                EventClient stats = client.open("/api/v1/stats/stream?interval=1000s")) {
            assertThat(stats.next().name()).isEqualTo("stats");

            platform.run(inside -> inside.bundle(REST).stop());

            assertThat(events.next()).isNull();
            assertThat(stats.next()).isNull();
        } finally {
            platform.run(inside -> inside.bundle(REST).start());
        }
        platform.run(inside -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("vdestack-rest-st"))
                .hasSizeLessThanOrEqualTo(2));
        try (EventClient events = client.open("/api/v1/events")) {
            create(platform, "again");
            await(events, "stack", stack("again"), "\"UP\"");
        }
    }

    @Test
    void metricsTellTheSame(Platform platform) throws Exception {
        Client client = Client.of(platform);
        create(platform, "measured");
        client.get("/api/v1/stacks/measured/stats");
        client.get("/api/v1/stacks/nobody/stats");

        Answer metrics = client.get("/metrics");

        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.type()).startsWith("application/openmetrics-text");
        Map<String, Double> samples = new HashMap<>();
        List<String> lines = metrics.body().lines().toList();
        assertThat(lines).endsWith("# EOF");
        lines.stream().filter(line -> !line.startsWith("#")).forEach(line -> {
            assertThat(line).matches("vdestack_[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [0-9.Ee+-]+");
            int value = line.lastIndexOf(' ');
            samples.put(line.substring(0, value), Double.valueOf(line.substring(value + 1)));
        });
        assertThat(samples)
                .containsEntry("vdestack_stacks{state=\"UP\"}", 1.0)
                .containsEntry("vdestack_link_up{link=\"vde0\",scheme=\"lan\",stack=\"measured\"}", 1.0)
                .containsKey("vdestack_link_drops_total{link=\"vde0\",reason=\"noPeer\",stack=\"measured\"}")
                .hasEntrySatisfying(
                        "vdestack_api_requests_total{code=\"404\",method=\"GET\",route=\"/api/v1/stacks/{name}/stats\"}",
                        count -> assertThat(count).isPositive());
        assertThat(metrics.body()).doesNotContain("nobody");
    }

    @Test
    void theDescriptionIsServed(Platform platform) throws Exception {
        Client client = Client.of(platform);
        Answer description = client.get("/api/v1/openapi.json");

        assertThat(description.status()).isEqualTo(200);
        assertThat(description.type()).isEqualTo("application/json");
        assertThat(description.body()).startsWith("{\"openapi\":\"3.1").contains("\"/stats/stream\"");
    }

    @Test
    void aCaptureComesLiveAndEndsWithItsLastPacket(Platform platform) throws Exception {
        Client client = Client.of(platform);
        create(platform, "captured");
        platform.run(inside -> Stacks.create(inside, "peer", "lan://streams", "10.0.0.2"));
        String path = "/api/v1/stacks/captured/links/vde0/capture";

        HttpURLConnection connection = client.connect(path + "?packets=3");
        try (InputStream capture = connection.getInputStream()) {
            assertThat(connection.getContentType()).isEqualTo("application/vnd.tcpdump.pcap");
            platform.run(inside -> assertThat(Stacks.canPing(Stacks.service(inside, "peer"), "10.0.0.1"))
                    .isTrue());
            Path file = platform.home().resolve("live.pcapng");
            Files.write(file, capture.readAllBytes());
            assertThat(packets(file)).isEqualTo(3);
        }
        assertThat(client.get(path + "?seconds=1").status()).isEqualTo(200);
        assertThat(client.get(path + "?packets=0").status()).isEqualTo(400);
        assertThat(client.get(path.replace("vde0", "vde9")).status()).isEqualTo(404);
        platform.run(inside -> inside.await(
                "the end of captures",
                () -> held(inside).threads().stream()
                        .noneMatch(name -> name.equals("vdestack-captured-vde0-capture"))));
    }

    /** Blocks of type 6 of a pcapng file, which must be whole. */
    private static int packets(Path file) throws IOException {
        ByteBuffer blocks = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int packets = 0;
        while (blocks.hasRemaining()) {
            packets += blocks.getInt(blocks.position()) == 6 ? 1 : 0;
            blocks.position(blocks.position() + blocks.getInt(blocks.position() + 4));
        }
        return packets;
    }
}

package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.vdestack.itests.RestClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks over HTTP, on the platform as it is shipped. */
@Timeout(120)
class RestStacksIT {
    private static final String BLUE = """
            {"name":"blue",
             "links":[{"name":"vde0","network":"lan://one"},
                      {"name":"vde1","network":"lan://two","mac":"02:00:00:00:00:01","mtu":1400}],
             "config":"ip=10.0.0.1/24,gw=10.0.0.254",
             "labels":{"tenant":"acme"}}
            """;

    @TempDir
    private Path scratch;

    private Distribution distribution;
    private Path data;
    private RestClient admin;

    @BeforeEach
    void unpack() throws IOException {
        distribution = Distribution.unpack();
        data = scratch.resolve("data");
    }

    @AfterEach
    void remove() throws IOException {
        distribution.close();
    }

    private Subprocess start() throws IOException {
        Subprocess platform = Subprocess.start(
                distribution.command(List.of(), "--no-demo", "--port", "0", "--data", data.toString()));
        try {
            admin = client(
                    platform.line(),
                    Files.readString(data.resolve("admin.token")).strip());
        } catch (IOException | RuntimeException | Error e) {
            platform.close();
            throw e;
        }
        return platform;
    }

    private static RestClient client(String ready, String token) {
        return new RestClient(URI.create(ready.substring("READY ".length())), token);
    }

    private void allowOperator(String token) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                distribution.conf("tokens.json"),
                "[{\"name\":\"op\",\"role\":\"operator\",\"sha256\":\""
                        + HexFormat.of().formatHex(hash) + "\"}]");
    }

    @Test
    void livesThroughChangesAndARestart() throws Exception {
        Files.writeString(distribution.conf("stacks").resolve("seed.json"), "{\"name\":\"seed\"}");
        Path needed = Files.createFile(scratch.resolve("needed"));
        String frail = "{\"commands\":\"cat " + needed + "\"}";
        Answer created;
        Answer left;
        String uidOfFrail;
        try (Subprocess platform = start()) {
            created = admin.send("POST", "stacks", BLUE).expect(201);
            assertThat(URI.create(created.header("Location")).getPath()).isEqualTo("/api/v1/stacks/blue");
            assertThat(created.at("/state")).isEqualTo("UP");
            assertThat(created.at("/links/0/addresses/0")).isEqualTo("10.0.0.1/24");
            assertThat(created.at("/links/1/mac")).isEqualTo("02:00:00:00:00:01");
            assertThat(created.at("/links/1/mtu")).isEqualTo("1400");
            assertThat(created.at("/routes")).contains("\"destination\":\"0.0.0.0/0\",\"gateway\":\"10.0.0.254\"");
            admin.send("POST", "stacks", BLUE).expect(409);
            assertThat(admin.get("stacks").expect(200).at("/items")).contains("\"blue\"", "\"seed\"");

            String tag = created.header("ETag");
            Answer same = admin.send(
                            "PUT", "stacks/blue", created.body().get("spec").toString(), "If-Match", tag)
                    .expect(200);
            assertThat(same.header("ETag")).isEqualTo(tag);
            Answer changed = admin.send("PUT", "stacks/blue", BLUE.replace("10.0.0.1/24", "10.0.0.2/24"))
                    .expect(200);
            assertThat(changed.at("/links/0/addresses/0")).isEqualTo("10.0.0.2/24");
            assertKept(changed, created);
            admin.send("PUT", "stacks/blue", BLUE, "If-Match", tag).expect(412);

            Answer swapped = admin.send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://three\"}")
                    .expect(200);
            assertThat(swapped.at("/network")).isEqualTo("lan://three");
            assertThat(swapped.at("/addresses/0")).isEqualTo("10.0.0.2/24");
            assertThat(swapped.at("/mac")).isEqualTo(created.at("/links/0/mac"));
            left = admin.send("POST", "stacks/blue/config", "{\"config\":\"iface=vde1,ip=10.1.0.1/24\"}")
                    .expect(200);
            assertThat(left.at("/links/1/addresses/0")).isEqualTo("10.1.0.1/24");

            uidOfFrail = admin.send("PUT", "stacks/frail", frail).expect(201).at("/uid");
            admin.send("DELETE", "stacks/seed", null).expect(204);
            admin.send("POST", "stacks", "{\"name\":\"last\",\"network\":\"lan://one\"}")
                    .expect(201);
            platform.killAlone();
        }
        Files.delete(needed);

        try (Subprocess platform = start()) {
            Answer blue = admin.get("stacks/blue").expect(200);
            assertKept(blue, created);
            assertThat(blue.body().get("spec")).isEqualTo(left.body().get("spec"));
            assertThat(blue.header("ETag")).isEqualTo(left.header("ETag"));
            assertThat(blue.at("/links/0/network")).isEqualTo("lan://three");
            assertThat(blue.at("/links/1/addresses/0")).isEqualTo("10.1.0.1/24");
            assertThat(admin.get("stacks/last").expect(200).at("/state")).isEqualTo("UP");
            admin.get("stacks/seed").expect(404);

            Answer failed = admin.get("stacks/frail").expect(200);
            assertThat(failed.at("/state")).isEqualTo("FAILED");
            assertThat(failed.at("/error")).contains("cat " + needed);
            assertThat(failed.at("/uid")).isEqualTo(uidOfFrail);
            assertThat(admin.get("stacks").at("/items")).contains("FAILED");
            admin.send("PUT", "stacks/frail", failed.body().get("spec").toString())
                    .expect(409);
            Files.createFile(needed);
            Answer again = admin.send("PUT", "stacks/frail", frail).expect(200);
            assertThat(again.at("/state")).isEqualTo("UP");
            assertThat(again.at("/uid")).isEqualTo(uidOfFrail);

            for (String name : List.of("blue", "last", "frail")) {
                admin.send("DELETE", "stacks/" + name, null).expect(204);
                admin.get("stacks/" + name).expect(404);
            }
            assertThat(admin.get("stacks").at("/items")).isEqualTo("[]");
            Answer anew = admin.send("POST", "stacks", BLUE).expect(201);
            assertThat(anew.at("/uid")).isNotEqualTo(created.at("/uid"));
            platform.signal("TERM");
            assertThat(platform.exitCode()).isZero();
        }
    }

    /** That it is the same stack, with the address that was made up for its first link. */
    private static void assertKept(Answer now, Answer created) {
        for (String pointer : List.of("/uid", "/createdAt", "/links/0/mac", "/links/1/mac")) {
            assertThat(now.at(pointer)).as(pointer).isEqualTo(created.at(pointer));
        }
    }

    @Test
    void refusesWhatCannotBeAndWhatMayNotBe() throws Exception {
        allowOperator("operators-token");
        try (Subprocess platform = start()) {
            Answer invalid = admin.send("POST", "stacks", """
                            {"name":"Blue","links":[{"name":"vde0","network":"lan://a","mtu":1}],"config":"dhcp"}
                            """).expect(400);
            assertThat(invalid.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(invalid.at("/errors"))
                    .contains("\"/name\"", "\"/links/0/mtu\"", "\"/config\"")
                    .doesNotContain("/network");
            Answer unknown = admin.send(
                            "POST", "stacks", "{\"name\":\"blue\",\"links\":[{\"name\":\"v\",\"network\":\"no://\"}]}")
                    .expect(400);
            assertThat(unknown.at("/errors/0/pointer")).isEqualTo("/links/0/network");
            assertThat(admin.send("PUT", "stacks/blue", "{\"underlay\":\"nobody\"}")
                            .expect(400)
                            .at("/errors/0/pointer"))
                    .isEqualTo("/underlay");
            assertThat(admin.send("PUT", "stacks/blue", "{\"name\":\"red\"}")
                            .expect(400)
                            .at("/errors/0/pointer"))
                    .isEqualTo("/name");
            Answer refused = admin.send("PUT", "stacks/blue", "{\"network\":\"vde:///nowhere/ctl\"}")
                    .expect(409);
            assertThat(refused.at("/detail")).contains("/nowhere/ctl");
            admin.send("PUT", "stacks/blue", "{\"commands\":\"false\"}").expect(409);
            assertThat(admin.get("stacks").expect(200).at("/items")).isEqualTo("[]");

            admin.send("PUT", "stacks/blue", "{\"network\":\"lan://a\"}").expect(201);
            refused = admin.send("POST", "stacks/blue/config", "{\"config\":\"ip=10.0.0.1/24,gw=10.9.9.9\"}")
                    .expect(409);
            assertThat(refused.at("/errno")).isEqualTo("ENETUNREACH");
            admin.send("PUT", "stacks/blue/links/vde0", "{\"network\":\"vde:///nowhere/ctl\"}")
                    .expect(409);
            admin.send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan\"}").expect(400);
            admin.send("PUT", "stacks/blue/links/vde1", "{\"network\":\"lan://a\"}")
                    .expect(404);
            admin.send("POST", "stacks/blue/config", "{\"config\":\"iface=vde1,ip=10.0.0.1/24\"}")
                    .expect(400);
            assertThat(admin.get("stacks/blue/sockets").expect(200).at("/items"))
                    .isEqualTo("[]");

            RestClient operator = admin.as("operators-token");
            operator.send("PUT", "stacks/red", "{\"commands\":\"id\"}").expect(403);
            operator.send("PUT", "stacks/blue/links/vde0", "{\"network\":\"vlan://3{=id}\"}")
                    .expect(403);
            operator.send("PUT", "stacks/red", "{}").expect(201);
            assertThat(admin.get("stacks/blue").at("/links/0/network")).isEqualTo("lan://a");
            platform.signal("TERM");
            assertThat(platform.exitCode()).isZero();
            assertThat(platform.errors()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void takesRequestsForOneStackInTurn() throws Exception {
        try (Subprocess platform = start()) {
            String tag = admin.send("PUT", "stacks/blue", "{\"network\":\"lan://0\"}")
                    .expect(201)
                    .header("ETag");
            List<CompletableFuture<Integer>> swaps = IntStream.rangeClosed(1, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return admin.send(
                                            "PUT", "stacks/blue", "{\"network\":\"lan://" + i + "\"}", "If-Match", tag)
                                    .response()
                                    .statusCode();
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }))
                    .toList();

            // 409 is for those that have waited too long
            assertThat(swaps.stream().map(CompletableFuture::join))
                    .containsOnlyOnce(200)
                    .allMatch(status -> status == 200 || status == 412 || status == 409);
            assertThat(admin.get("stacks/blue").at("/state")).isEqualTo("UP");
            platform.killAlone();
        }
    }
}

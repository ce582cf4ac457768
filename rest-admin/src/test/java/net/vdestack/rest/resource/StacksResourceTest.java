package net.vdestack.rest.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.FailedStack;
import net.vdestack.api.StackSpec;
import net.vdestack.rest.access.Caller;
import net.vdestack.rest.access.CommandPolicy;
import net.vdestack.rest.access.Role;
import net.vdestack.rest.json.Json;
import net.vdestack.rest.metrics.Metrics;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Without a server in front, and with stacks that are none behind. */
class StacksResourceTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final Metrics metrics = new Metrics("1");
    private final ApplicationHandler api = new ApplicationHandler(new Api(
                    registry,
                    new FakeDocuments(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    metrics,
                    CommandPolicy.of(null),
                    null,
                    null,
                    "1")
            .resources());
    private Role role = Role.OPERATOR;

    private record Answer(int status, ContainerResponse response, JsonNode body) {
        String header(String name) {
            return response.getHeaderString(name);
        }

        String at(String pointer) {
            JsonNode node = body.at(pointer);
            return node.isString() ? node.stringValue() : node.toString();
        }
    }

    private Answer send(String method, String path, String body, String... headers) throws Exception {
        URI base = URI.create("http://localhost:8181/api/v1/");
        ContainerRequest request = new ContainerRequest(
                base,
                base.resolve(path),
                method,
                new Asking(new Caller("test", role)),
                new MapPropertiesDelegate(),
                api.getConfiguration());
        if (body != null) {
            request.setEntityStream(new ByteArrayInputStream(body.getBytes(UTF_8)));
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContainerResponse response = api.apply(request, out).get();
        JsonNode json = out.size() == 0 ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(out.toByteArray());
        return new Answer(response.getStatus(), response, json);
    }

    private static String blue(String network) {
        return "{\"name\":\"blue\",\"network\":\"" + network + "\"}";
    }

    private Answer create(String network) throws Exception {
        return send("POST", "stacks", blue(network));
    }

    private void fail(String name) {
        registry.failures.put(
                name,
                new FailedStack(
                        name,
                        FakeRegistry.UID,
                        FakeRegistry.CREATED,
                        Optional.of(StackSpec.builder()
                                .name(name)
                                .label("tenant", "acme")
                                .build()),
                        "no such device"));
    }

    @Test
    void aStackIsCreatedAndRead() throws Exception {
        Answer created = create("lan://a");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("http://localhost:8181/api/v1/stacks/blue");
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.body()).isEqualTo(Json.MAPPER.readTree("""
                {"name":"blue","uid":"9f0c1c1e-6a0e-4c59-8b2a-0d6c6d2a7a11","state":"UP",
                 "createdAt":"2026-01-02T03:04:05Z","labels":{},
                 "spec":{"name":"blue","network":"lan://a"},
                 "links":[{"name":"vde0","network":"lan://a","mac":"00:00:00:00:00:02","mtu":1500,"up":true,
                           "addresses":[],
                           "forwarder":{"scheme":"lan","state":"CONNECTED","since":"2026-01-02T03:04:05Z",
                                        "reconnects":0,"error":null}}],
                 "routes":[{"destination":"0.0.0.0/0","gateway":"10.0.0.254","link":"vde0","metric":0}],
                 "nameservers":[]}
                """));
        Answer read = send("GET", "stacks/blue", null);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag")).matches("\"[0-9a-f]{32}\"");
        assertThat(send("GET", "stacks", null).at("/items/0/name")).isEqualTo("blue");
    }

    @Test
    void whatIsThereOrCannotBeIsRefused() throws Exception {
        create("lan://a");
        assertThat(create("lan://b").status()).isEqualTo(409);

        Answer bad = send("POST", "stacks", "{\"bad\":true}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(bad.body().get("errors"))
                .isEqualTo(Json.MAPPER.readTree("[{\"pointer\":\"/links/0/mtu\",\"detail\":\"too small\"},"
                        + "{\"pointer\":\"/config\",\"detail\":\"unknown word\"}]"));

        Answer away = send("POST", "stacks", "{\"name\":\"red\",\"network\":\"away://\"}");
        assertThat(away.status()).isEqualTo(409);
        assertThat(away.at("/errno")).isEqualTo("ECONNREFUSED");
        assertThat(away.at("/detail")).contains("Connection refused");
        assertThat(send("GET", "stacks/red", null).status()).isEqualTo(404);
    }

    @Test
    void aPutMakesOrChanges() throws Exception {
        Answer made = send("PUT", "stacks/blue", "{\"network\":\"lan://a\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("http://localhost:8181/api/v1/stacks/blue");

        Answer same = send("PUT", "stacks/blue", made.body().get("spec").toString());
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.header("ETag")).isEqualTo(made.header("ETag"));

        Answer changed = send("PUT", "stacks/blue", "{\"network\":\"lan://b\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.at("/links/0/network")).isEqualTo("lan://b");
        assertThat(changed.header("ETag")).isNotEqualTo(made.header("ETag"));
    }

    @Test
    void conditionsAreHonoured() throws Exception {
        assertThat(send("PUT", "stacks/blue", "{}", "If-Match", "*").status()).isEqualTo(412);
        assertThat(send("PUT", "stacks/blue", "{}", "If-None-Match", "*").status())
                .isEqualTo(201);
        String tag = send("GET", "stacks/blue", null).header("ETag");

        assertThat(send("PUT", "stacks/blue", "{}", "If-None-Match", "*").status())
                .isEqualTo(412);
        Answer other = send("PUT", "stacks/blue", "{}", "If-Match", "\"other\"");
        assertThat(other.status()).isEqualTo(412);
        assertThat(other.at("/detail")).contains("read it again");
        assertThat(send("PUT", "stacks/blue", "{}", "If-Match", "W/" + tag).status())
                .isEqualTo(412);
        Answer malformed = send("PUT", "stacks/blue", "{}", "If-Match", "unquoted");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.at("/detail")).contains("header", "unquoted");
        assertThat(send("DELETE", "stacks/blue", null, "If-Match", "\"other\"").status())
                .isEqualTo(412);
        assertThat(registry.calls).containsExactly("create blue");

        Answer changed = send("PUT", "stacks/blue", blue("lan://b"), "If-Match", "\"x\", " + tag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(send("PUT", "stacks/blue", "{}", "If-Match", tag).status()).isEqualTo(412);
        assertThat(send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://c\"}", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(send("POST", "stacks/blue/config", "{\"config\":\"ip=\"}", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(send("PUT", "stacks/blue", "{}", "If-Match", "*").status()).isEqualTo(200);
        assertThat(send("GET", "stacks/blue", null, "If-None-Match", "*").status())
                .isEqualTo(200);
    }

    @Test
    void aDeletedStackIsGone() throws Exception {
        create("lan://a");

        assertThat(send("DELETE", "stacks/blue", null).status()).isEqualTo(204);

        assertThat(send("DELETE", "stacks/blue", null).status()).isEqualTo(404);
        assertThat(send("GET", "stacks/blue", null).status()).isEqualTo(404);
        Answer stuck = send("DELETE", "stacks/stuck", null);
        assertThat(stuck.status()).isEqualTo(409);
        assertThat(stuck.at("/detail")).isEqualTo("cannot be deleted");
    }

    @Test
    void whatCouldNotBeStartedIsToldAndTriedAgainOrDeleted() throws Exception {
        create("lan://a");
        fail("aaa");
        fail("red");

        Answer all = send("GET", "stacks", null);
        assertThat(all.body()
                        .get("items")
                        .valueStream()
                        .map(each -> each.get("name").stringValue()))
                .containsExactly("aaa", "blue", "red");
        Answer red = send("GET", "stacks/red", null);
        assertThat(red.status()).isEqualTo(200);
        assertThat(red.at("/state")).isEqualTo("FAILED");
        assertThat(red.at("/error")).isEqualTo("no such device");
        assertThat(red.at("/labels/tenant")).isEqualTo("acme");
        assertThat(red.at("/spec/name")).isEqualTo("red");
        assertThat(red.at("/links")).isEqualTo("[]");
        for (Answer refused : new Answer[] {
            send("GET", "stacks/red/sockets", null),
            send("GET", "stacks/red/stats", null),
            send("POST", "stacks/red/config", "{\"config\":\"ip=\"}"),
            send("PUT", "stacks/red/links/vde0", "{\"network\":\"lan://a\"}")
        }) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.at("/detail")).contains("no such device");
        }

        assertThat(send("PUT", "stacks/red", "{}", "If-Match", red.header("ETag"))
                        .status())
                .isEqualTo(200);
        assertThat(send("DELETE", "stacks/aaa", null).status()).isEqualTo(204);
        assertThat(send("GET", "stacks/red", null).at("/state")).isEqualTo("UP");
    }

    @Test
    void aFailedOneThatCannotBeReadIsTold() throws Exception {
        registry.failures.put(
                "Odd",
                new FailedStack("Odd", FakeRegistry.UID, FakeRegistry.CREATED, Optional.empty(), "stack name 'Odd'"));

        Answer odd = send("GET", "stacks/Odd", null);

        assertThat(odd.status()).isEqualTo(200);
        assertThat(odd.body().get("spec").isNull()).isTrue();
        assertThat(send("DELETE", "stacks/Odd", null, "If-Match", odd.header("ETag"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void oneThatEndsMeanwhileIsStillTold() throws Exception {
        create("lan://a");
        registry.close("blue");

        Answer ending = send("GET", "stacks", null);

        assertThat(ending.status()).isEqualTo(200);
        assertThat(ending.at("/items/0/state")).isEqualTo("STOPPING");
        assertThat(ending.at("/items/0/links")).isEqualTo("[]");
    }

    @Test
    void oneThatCannotBeReadDoesNotHideTheOthers() throws Exception {
        create("lan://a");
        send("POST", "stacks", "{\"name\":\"red\"}");
        registry.makeUnreadable("blue");

        Answer all = send("GET", "stacks", null);

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.at("/items/0/error")).isEqualTo("netlink: no buffer space");
        assertThat(all.at("/items/0/links")).isEqualTo("[]");
        assertThat(all.at("/items/0/state")).isEqualTo("UP");
        assertThat(all.at("/items/1/name")).isEqualTo("red");
        assertThat(all.body().at("/items/1/error").isMissingNode()).isTrue();
    }

    @Test
    void aDeletionWithAConditionWaitsForAChange() throws Exception {
        create("lan://a");
        String tag = send("GET", "stacks/blue", null).header("ETag");
        CompletableFuture<Integer> deleted = new CompletableFuture<>();
        registry.whileUpdating = () -> {
            Thread other = new Thread(() -> {
                try {
                    deleted.complete(
                            send("DELETE", "stacks/blue", null, "If-Match", tag).status());
                } catch (Exception e) {
                    deleted.completeExceptionally(e);
                }
            });
            other.start();
            while (other.getState() != Thread.State.TIMED_WAITING && !deleted.isDone()) {
                Thread.onSpinWait();
            }
        };

        send("PUT", "stacks/blue", blue("lan://b"));

        assertThat(deleted.get(30, TimeUnit.SECONDS)).isEqualTo(412);
        assertThat(send("GET", "stacks/blue", null).at("/spec/network")).isEqualTo("lan://b");
    }

    @Test
    void aDeletionWithoutOneDoesNot() throws Exception {
        create("lan://a");
        List<Integer> deleted = new ArrayList<>();
        registry.whileUpdating = () -> {
            try {
                deleted.add(send("DELETE", "stacks/blue", null).status());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };

        send("PUT", "stacks/blue", blue("lan://b"));

        assertThat(deleted).containsExactly(204);
    }

    @Test
    void swapsAreCounted() throws Exception {
        create("lan://a");

        for (String network : List.of("lan://b", "away://", "lan://c", "nonsense", "")) {
            send("PUT", "stacks/blue/links/vde0", "{\"network\":\"" + network + "\"}");
        }
        send("PUT", "stacks/blue/links/vde1", "{\"network\":\"lan://b\"}");

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        metrics.write(List.of(), List.of(), out);
        assertThat(out.toString(UTF_8))
                .contains(
                        "vdestack_link_swaps_total{result=\"success\"} 2.0",
                        "vdestack_link_swaps_total{result=\"failure\"} 1.0");
    }

    @Test
    void aLinkIsSwapped() throws Exception {
        create("lan://a");

        Answer swapped = send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://b\"}");

        assertThat(swapped.status()).isEqualTo(200);
        assertThat(swapped.at("/name")).isEqualTo("vde0");
        assertThat(swapped.at("/network")).isEqualTo("lan://b");
        assertThat(swapped.at("/forwarder/state")).isEqualTo("CONNECTED");
        assertThat(send("GET", "stacks/blue", null).at("/spec/network")).isEqualTo("lan://b");

        Answer away = send("PUT", "stacks/blue/links/vde0", "{\"network\":\"away://\"}");
        assertThat(away.status()).isEqualTo(409);
        assertThat(away.at("/errno")).isEqualTo("ECONNREFUSED");
        for (String unknown : new String[] {"stacks/blue/links/vde1", "stacks/red/links/vde0"}) {
            assertThat(send("PUT", unknown, "{\"network\":\"lan://b\"}").status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                      | /network",
                "{\"network\":7}                         | /network",
                "{\"network\":\"nonsense\"}              | /network",
                "{\"network\":\"\"}                      | /network",
                "{\"network\":\"lan://a\",\"a/b\":1}     | /a~1b",
                "[]                                      | ``",
                "{                                       | ``",
                "``                                      | ``",
            })
    void aSwapThatCannotBeIsRefused(String body, String pointer) throws Exception {
        create("lan://a");

        Answer refused = send("PUT", "stacks/blue/links/vde0", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(registry.calls).containsExactly("create blue");
    }

    @Test
    void aConfigurationIsApplied() throws Exception {
        create("lan://a");

        Answer applied = send("POST", "stacks/blue/config", "{\"config\":\"ip=10.0.0.1/24\"}");

        assertThat(applied.status()).isEqualTo(200);
        assertThat(applied.at("/name")).isEqualTo("blue");
        assertThat(applied.header("ETag")).isNotNull();
        Answer unknown = send("POST", "stacks/blue/config", "{\"config\":\"dhcp\"}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.at("/errors/0/pointer")).isEqualTo("/config");
        assertThat(send("POST", "stacks/red/config", "{\"config\":\"ip=\"}").status())
                .isEqualTo(404);
    }

    @Test
    void socketsAreListed() throws Exception {
        create("lan://a");

        assertThat(send("GET", "stacks/blue/sockets", null).body()).isEqualTo(Json.MAPPER.readTree("""
                {"items":[
                  {"protocol":"tcp","state":"ESTAB","local":"10.0.0.1:80","remote":"10.0.0.2:40000",
                   "receiveQueue":1,"sendQueue":2,"user":3,"inode":4},
                  {"protocol":"udp","state":"UNCONN","local":"[fd00::1]:53","remote":null,
                   "receiveQueue":0,"sendQueue":0,"user":0,"inode":0}]}
                """));
        assertThat(send("GET", "stacks/red/sockets", null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"blue\",\"commands\":\"id\"}",
                "{\"name\":\"blue\",\"netns\":\"/proc/1/ns/net\"}",
                "{\"name\":\"blue\",\"network\":\"cmd://id\"}",
                "{\"name\":\"blue\",\"network\":\"=id\"}",
                "{\"name\":\"blue\",\"network\":\"vlan://3{=id}\"}"
            })
    void someStacksTakeAnAdministrator(String body) throws Exception {
        for (Answer refused : new Answer[] {send("POST", "stacks", body), send("PUT", "stacks/blue", body)}) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.at("/detail")).contains("takes the role admin");
        }
        assertThat(registry.calls).isEmpty();

        role = Role.ADMIN;
        assertThat(send("POST", "stacks", body).status()).isEqualTo(201);

        role = Role.OPERATOR;
        // who may not have written it may not write it back, but may take it away
        assertThat(send("PUT", "stacks/blue", body).status()).isEqualTo(403);
        assertThat(send("PUT", "stacks/blue", "{\"commands\":\" \"}").status()).isEqualTo(200);
    }

    @Test
    void aSwapToACommandTakesAnAdministrator() throws Exception {
        create("lan://a");

        assertThat(send("PUT", "stacks/blue/links/vde0", "{\"network\":\"vlan://3{cmd://id}\"}")
                        .status())
                .isEqualTo(403);
        assertThat(registry.calls).containsExactly("create blue");
        role = Role.ADMIN;
        assertThat(send("PUT", "stacks/blue/links/vde0", "{\"network\":\"vlan://3{cmd://id}\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatReachesIntoAForeignNamespaceIsChangedByAnAdministrator() throws Exception {
        role = Role.ADMIN;
        send("POST", "stacks", "{\"name\":\"blue\",\"network\":\"lan://a\",\"netns\":\"/proc/1/ns/net\"}");
        role = Role.OPERATOR;

        for (Answer refused : new Answer[] {
            send("POST", "stacks/blue/config", "{\"config\":\"ip=\"}"),
            send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://b\"}")
        }) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.at("/detail")).contains("netns takes the role admin");
        }
        assertThat(registry.calls).containsExactly("create blue");

        role = Role.ADMIN;
        assertThat(send("POST", "stacks/blue/config", "{\"config\":\"ip=\"}").status())
                .isEqualTo(200);
        assertThat(send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://b\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aViewerOnlyReads() throws Exception {
        create("lan://a");
        role = Role.VIEWER;

        assertThat(send("GET", "stacks/blue", null).status()).isEqualTo(200);
        assertThat(send("GET", "stacks/blue/sockets", null).status()).isEqualTo(200);
        assertThat(create("lan://a").status()).isEqualTo(403);
        assertThat(send("PUT", "stacks/blue", "{}").status()).isEqualTo(403);
        assertThat(send("DELETE", "stacks/blue", null).status()).isEqualTo(403);
        assertThat(send("PUT", "stacks/blue/links/vde0", "{\"network\":\"lan://b\"}")
                        .status())
                .isEqualTo(403);
        assertThat(send("POST", "stacks/blue/config", "{\"config\":\"ip=\"}").status())
                .isEqualTo(403);
        assertThat(registry.calls).containsExactly("create blue");
    }
}

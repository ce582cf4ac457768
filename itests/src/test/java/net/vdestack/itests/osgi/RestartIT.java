package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.MacAddress;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The platform is restarted on the same data. Each story tells how a stack that was there before comes out of it. */
@Timeout(120)
class RestartIT {
    private static Platform platform;

    @BeforeAll
    static void restart() throws Exception {
        platform = new Platform();
        seed("seeded", "{\"name\":\"seeded\",\"network\":\"lan://seeds\",\"config\":\"eth,ip=10.9.0.1/24\"}");
        seed("unwanted", "{\"name\":\"unwanted\",\"network\":\"lan://seeds\"}");
        seed("changed", "{\"name\":\"changed\",\"network\":\"lan://seeds\"}");
        platform.start();
        String app = platform.bundleOf("app.hub", "example.hub", "example.frames");
        platform.run(inside -> {
            for (String seed : List.of("seeded", "unwanted", "changed")) {
                Stacks.service(inside, seed);
            }
            StackRegistry registry = inside.service(StackRegistry.class);
            registry.create(full());
            registry.create(Stacks.spec("swapped", "lan://before", "10.9.0.3"));
            registry.create(Stacks.spec("deleted", "lan://before", "10.9.0.4"));
            registry.create(StackSpec.builder().name("passing").ephemeral().build());
            inside.install(app);
            registry.create(Stacks.spec("waiting", "repeater://away", "10.9.0.5"));

            registry.create(Stacks.spec("carrier", "lan://before", "10.9.0.7"));
            registry.create(carried());

            registry.update(Stacks.spec("changed", "lan://changed", "10.9.0.6"));
            NetworkStack swapped = Stacks.service(inside, "swapped");
            swapped.connect("vde0", "lan://after");
            swapped.configure("eth,ip=10.9.0.33/24");
            registry.delete("deleted");
            registry.delete("unwanted");
            inside.bundle("app.hub").uninstall();
        });
        platform.restart();
    }

    private static void seed(String name, String json) throws Exception {
        Path directory = Files.createDirectories(platform.home().resolve("conf/stacks"));
        Files.writeString(directory.resolve(name + ".json"), json);
    }

    private static StackSpec full() {
        return StackSpec.builder()
                .name("full")
                .link("vde0", "lan://one", MacAddress.parse("02:00:00:00:00:42"), 1400)
                .link("vde1", "lan://two")
                .config("iface=vde0,ip=10.9.1.1/24,iface=vde1,ip=10.9.2.1/24")
                .commands("ip route add 10.99.0.0/16 via 10.9.1.2")
                .label("tenant", "acme")
                .label("note", "quotes \" and \\ and ~ and \u00fc")
                .build();
    }

    private static StackSpec carried() {
        return StackSpec.builder()
                .name("carried")
                .underlay("carrier")
                .link("vde0", "vxvde://239.9.0.1/if=vde0")
                .build();
    }

    @AfterAll
    static void close() throws Exception {
        platform.close();
    }

    @Test
    void aStackIsAsItWasCreated() throws Exception {
        platform.run(inside -> {
            NetworkStack full = inside.service(NetworkStack.class, "(&(stack.name=full)(stack.label.tenant=acme))");

            assertThat(full.spec()).isEqualTo(full());
            inside.await("it to be up", () -> full.state() == StackState.UP);
            assertThat(full.links().get(0).mac()).isEqualTo(MacAddress.parse("02:00:00:00:00:42"));
            assertThat(full.links().get(0).mtu()).isEqualTo(1400);
            assertThat(full.run("ip route get 10.99.0.1").results().get(0).stdout())
                    .contains("via 10.9.1.2 dev vde0");
        });
    }

    @Test
    void swapsAndConfigurationAreRemembered() throws Exception {
        platform.run(inside -> {
            LinkStatus link = Stacks.service(inside, "swapped").links().get(0);
            assertThat(link.network()).isEqualTo("lan://after");
            assertThat(link.addresses())
                    .extracting(Object::toString)
                    .contains("10.9.0.33/24")
                    .doesNotContain("10.9.0.3/24");
        });
    }

    @Test
    void aStackFindsItsUnderlayWhicheverIsFirst() throws Exception {
        platform.run(inside -> {
            NetworkStack carried = Stacks.service(inside, "carried");
            assertThat(carried.spec()).isEqualTo(carried());
            Stacks.awaitForwarders(inside, List.of(carried), status -> status.state() == ForwarderState.CONNECTED);
        });
    }

    @Test
    void aSeedIsThere() throws Exception {
        platform.run(inside -> assertThat(Stacks.service(inside, "seeded").spec())
                .isEqualTo(Stacks.spec("seeded", "lan://seeds", "10.9.0.1")));
    }

    @Test
    void aSeedThatWasChangedStaysChanged() throws Exception {
        platform.run(inside -> assertThat(Stacks.service(inside, "changed").spec())
                .isEqualTo(Stacks.spec("changed", "lan://changed", "10.9.0.6")));
    }

    @Test
    void whatWasDeletedOrNotStoredStaysAway() throws Exception {
        platform.run(inside -> {
            for (String name : List.of("full", "swapped", "seeded", "changed", "waiting", "carrier", "carried")) {
                Stacks.service(inside, name);
            }
            assertThat(inside.service(StackRegistry.class).stacks())
                    .extracting(NetworkStack::name)
                    .containsExactly("carried", "carrier", "changed", "full", "seeded", "swapped", "waiting");
        });
    }

    @Test
    void aStackWhoseNetworkIsAwayStartsDegradedAndHeals() throws Exception {
        String app = platform.bundleOf("app.hub", "example.hub", "example.frames");
        platform.run(inside -> {
            NetworkStack waiting = Stacks.service(inside, "waiting");
            assertThat(waiting.state()).isEqualTo(StackState.DEGRADED);
            assertThat(Stacks.forwarder(waiting).error())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("repeater"));

            inside.install(app);

            Stacks.awaitForwarders(inside, List.of(waiting), status -> status.state() == ForwarderState.CONNECTED);
            inside.await("it to be up", () -> waiting.state() == StackState.UP);
            NetworkStack peer = Stacks.create(inside, "peer", "repeater://away", "10.9.0.55");
            assertThat(Stacks.canPing(peer, "10.9.0.5")).isTrue();
            inside.service(StackRegistry.class).delete("peer");
        });
    }
}

package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.Resources;
import net.vdestack.itests.platform.Inside;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** The bundles that stacks are made of go and return: so do the stacks, and nothing is left of the time before. */
@Timeout(180)
@ExtendWith(SharedPlatform.class)
class BundleChangesIT {
    private static final String NATIVE = "net.vdestack.linux";

    @Test
    void theNativeBundleIsStoppedAndStarted(Platform platform) throws Exception {
        stopAndStart(platform, NATIVE);
    }

    @Test
    void theComponentRuntimeIsStoppedAndStarted(Platform platform) throws Exception {
        stopAndStart(platform, "org.apache.felix.scr");
    }

    @Test
    void configurationAdminIsStoppedAndStarted(Platform platform) throws Exception {
        stopAndStart(platform, "org.apache.felix.configadmin");
    }

    private static void stopAndStart(Platform platform, String name) throws Exception {
        Held idle = idle(platform);
        createStacks(platform);

        platform.run(inside -> {
            inside.bundle(name).stop();

            assertThat(inside.references(NetworkStack.class, null)).isEmpty();
            assertThat(inside.references(StackRegistry.class, null)).isEmpty();
            idle.awaitNoMore(inside);

            inside.bundle(name).start();
        });

        assertStacksAreBack(platform, idle);
    }

    @Test
    void theNativeBundleIsUpdated(Platform platform) throws Exception {
        String later = platform.laterVersionUrl("vdestack-linux");
        String shipped = platform.bundleUrl("vdestack-linux");
        Held idle = idle(platform);
        createStacks(platform);

        platform.run(inside -> {
            Bundle bundle = inside.bundle(NATIVE);
            Inside.update(bundle, later);
            inside.refresh(bundle);
            assertThat(bundle.getVersion()).isEqualTo(new Version("99.0.0"));
        });

        assertStacksAreBack(platform, idle);
        platform.run(inside -> Inside.update(inside.bundle(NATIVE), shipped));
        platform.refresh(NATIVE);
    }

    @Test
    void theNativeBundleIsRefreshed(Platform platform) throws Exception {
        Held idle = idle(platform);
        createStacks(platform);

        platform.refresh(NATIVE);

        assertStacksAreBack(platform, idle);
    }

    @Test
    void theApiIsRefreshed(Platform platform) throws Exception {
        Held idle = idle(platform);
        createStacks(platform);

        platform.refresh("net.vdestack.api");

        assertStacksAreBack(platform, idle);
    }

    /** What is held while there is no stack, but was one: what all stacks share is there from the first one on. */
    private static Held idle(Platform platform) throws Exception {
        return platform.call(inside -> {
            Stacks.create(inside, "first", "lan://first", "10.7.0.9").run("true");
            inside.service(StackRegistry.class).delete("first");
            Resources.awaitNamespacesFreed();
            return Held.now();
        });
    }

    private static void createStacks(Platform platform) throws Exception {
        platform.run(inside -> {
            inside.service(StackRegistry.class).create(alice());
            Stacks.create(inside, "bob", "lan://changes", "10.7.0.2");
            assertThat(Stacks.canPing(Stacks.service(inside, "alice"), "10.7.0.2"))
                    .isTrue();
        });
    }

    private static StackSpec alice() {
        return StackSpec.builder()
                .name("alice")
                .link("vde0", "lan://changes")
                .link("vde1", "lan://second")
                .config("iface=vde0,ip=10.7.0.1/24,iface=vde1,ip=10.8.0.1/24")
                .commands("ip route add 10.9.0.0/16 via 10.7.0.2")
                .label("tenant", "acme")
                .build();
    }

    private static void assertStacksAreBack(Platform platform, Held idle) throws Exception {
        platform.run(inside -> {
            NetworkStack alice = inside.service(NetworkStack.class, "(&(stack.name=alice)(stack.label.tenant=acme))");
            NetworkStack bob = Stacks.service(inside, "bob");
            for (NetworkStack stack : List.of(alice, bob)) {
                inside.await(stack.name() + " to be up", () -> stack.state() == StackState.UP);
            }
            assertThat(alice.spec()).isEqualTo(alice());
            assertThat(alice.run("ip route get 10.9.1.1").results().get(0).stdout())
                    .contains("via 10.7.0.2 dev vde0");
            assertThat(Stacks.canPing(alice, "10.7.0.2")).isTrue();
            assertThat(inside.service(StackRegistry.class).stacks())
                    .extracting(NetworkStack::name)
                    .containsExactly("alice", "bob");

            inside.service(StackRegistry.class).delete("alice");
            inside.service(StackRegistry.class).delete("bob");

            idle.awaitNoMore(inside);
            Resources.awaitNamespacesFreed();
        });
    }
}

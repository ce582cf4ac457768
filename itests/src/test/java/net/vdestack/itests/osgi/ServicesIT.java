package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackListener;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/** What a bundle finds in the service registry. */
@Timeout(120)
@ExtendWith(SharedPlatform.class)
class ServicesIT {
    @Test
    void everyBundleOfTheDistributionRuns(Platform platform) throws Exception {
        String jdk = System.getProperty("java.version");

        platform.run(inside -> {
            assertThat(inside.context().getBundles())
                    .filteredOn(bundle -> bundle.getHeaders().get("Fragment-Host") == null)
                    .allSatisfy(bundle -> assertThat(bundle.getState())
                            .as(bundle.getSymbolicName())
                            .isEqualTo(Bundle.ACTIVE));
            assertThat(System.getProperty("java.version")).isEqualTo(jdk);
        });
    }

    @Test
    void thePlatformSaysThatItIsReady(Platform platform) throws Exception {
        platform.run(inside -> assertThat(inside.reference(Condition.class, "(osgi.condition.id=net.vdestack.ready)")
                        .getProperty("url"))
                .asString()
                .startsWith("http://127.0.0.1:"));
    }

    @Test
    void aStackIsAServiceWithItsNameNetworkAndLabels(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);
            registry.create(StackSpec.builder()
                    .name("blue")
                    .link("vde0", "lan://services")
                    .label("tenant", "acme")
                    .build());

            String blue = "(&(stack.name=blue)(stack.network=lan://services)(stack.label.tenant=acme))";
            assertThat(inside.service(NetworkStack.class, blue).name()).isEqualTo("blue");
            assertThat(inside.service(SocketFactory.class, blue).createSocket()).satisfies(socket -> socket.close());
            assertThat(inside.service(ServerSocketFactory.class, blue).createServerSocket())
                    .satisfies(socket -> socket.close());

            registry.delete("blue");

            for (Class<?> type : List.of(NetworkStack.class, SocketFactory.class, ServerSocketFactory.class)) {
                inside.await(
                        type + " to go",
                        () -> inside.references(type, Stacks.named("blue")).isEmpty());
            }
        });
    }

    @Test
    void changedLabelsAndNetworksAreChangedProperties(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);
            registry.create(StackSpec.builder()
                    .name("blue")
                    .link("vde0", "lan://before")
                    .label("stage", "test")
                    .build());
            ServiceReference<NetworkStack> reference = inside.reference(NetworkStack.class, Stacks.named("blue"));

            registry.update(StackSpec.builder()
                    .name("blue")
                    .link("vde0", "lan://after")
                    .label("stage", "production")
                    .build());

            inside.await("the label", () -> "production".equals(reference.getProperty("stack.label.stage")));
            inside.await(
                    "the network", () -> reference.getProperty("stack.network").equals("lan://after"));

            inside.context().getService(reference).connect("vde0", "lan://swapped");

            inside.await(
                    "the swap", () -> reference.getProperty("stack.network").equals("lan://swapped"));
        });
    }

    @Test
    void forwarderProvidersTellTheirScheme(Platform platform) throws Exception {
        platform.run(inside -> {
            for (String scheme : List.of(
                    "cmd", "hub", "lan", "macvtap", "null", "ptp", "switch", "tap", "udp", "vde", "vlan", "vxlan",
                    "vxvde")) {
                assertThat(inside.service(
                                        ForwarderProvider.class,
                                        "(" + ForwarderProvider.SCHEME_PROPERTY + "=" + scheme + ")")
                                .scheme())
                        .isEqualTo(scheme);
            }
        });
    }

    @Test
    void listenersHearOfStacksAndLinks(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);
            try (Events events = new Events(inside)) {
                registry.create(Stacks.spec("blue", "lan://events", "10.4.0.1"));
                events.await(inside, "blue " + StackState.UP);
                registry.delete("blue");
                events.await(inside, "blue " + StackState.STOPPING);
            }
        });
    }

    @Test
    void aListenerThatFailsHarmsNobody(Platform platform) throws Exception {
        platform.run(inside -> {
            ServiceRegistration<StackListener> registration =
                    inside.context().registerService(StackListener.class, new BrokenListener(), null);
            try (Events events = new Events(inside)) {
                Stacks.create(inside, "blue", "lan://events", "10.4.0.1");

                events.await(inside, "blue " + StackState.UP);
            } finally {
                registration.unregister();
            }
        });
    }

    private static final class BrokenListener implements StackListener {
        @Override
        public void stackChanged(String stack, StackState state) {
            throw new IllegalStateException("broken listener of a test");
        }
    }

    @Test
    void insideAFrameworkStacksComeFromTheRegistry(Platform platform) throws Exception {
        platform.run(inside -> assertThatThrownBy(() -> NetworkStacks.open("lan://nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(StackRegistry.class.getName()));
    }

    @Test
    void theRegistryKeepsItsPromises(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);
            registry.create(Stacks.spec("blue", "lan://promises", "10.4.0.1"));

            assertThatThrownBy(() -> registry.create(Stacks.spec("blue", "lan://other", "10.4.0.2")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("blue");
            assertThatThrownBy(() -> registry.create(Stacks.spec("green", "nosuch://net", "10.4.0.2")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nosuch");
            assertThatThrownBy(() -> registry.update(Stacks.spec("green", "lan://other", "10.4.0.2")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("green");

            assertThat(registry.stacks()).extracting(NetworkStack::name).containsExactly("blue");
            assertThat(registry.find("blue"))
                    .hasValueSatisfying(stack ->
                            assertThat(stack.spec()).isEqualTo(Stacks.spec("blue", "lan://promises", "10.4.0.1")));
            assertThat(registry.find("green")).isEmpty();
            assertThat(registry.delete("green")).isFalse();
            assertThat(registry.delete("blue")).isTrue();
            assertThat(registry.stacks()).isEmpty();
        });
    }
}

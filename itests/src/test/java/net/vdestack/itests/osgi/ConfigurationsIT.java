package net.vdestack.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.LinkStatus;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackRegistry;
import net.vdestack.api.StackSpec;
import net.vdestack.api.StackState;
import net.vdestack.itests.platform.Inside;
import net.vdestack.itests.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A stack is a configuration: whoever writes one makes a stack, and who makes a stack finds one. */
@Timeout(120)
@ExtendWith(SharedPlatform.class)
class ConfigurationsIT {
    private static final String FACTORY = "net.vdestack.stack";

    @Test
    void anyBundleMayCreateChangeAndDeleteAStackByItsConfiguration(Platform platform) throws Exception {
        String app = platform.bundleOf("app.one");

        platform.run(inside -> {
            Configuration blue = configurationAdmin(inside.install(app)).getFactoryConfiguration(FACTORY, "blue", "?");

            blue.update(properties(
                    Map.of("network", "lan://one", "config", "ip=10.8.0.1/24", "labels", "{\"stage\":\"test\"}")));

            NetworkStack stack = inside.service(NetworkStack.class, "(&(stack.name=blue)(stack.label.stage=test))");
            assertThat(stack.spec())
                    .isEqualTo(StackSpec.builder()
                            .name("blue")
                            .link("vde0", "lan://one")
                            .config("ip=10.8.0.1/24")
                            .label("stage", "test")
                            .build());
            assertThat(addresses(stack)).contains("10.8.0.1/24");

            blue.update(properties(Map.of(
                    "network", "lan://two", "config", "ip=10.8.0.2/24", "labels", "{\"stage\":\"production\"}")));

            inside.service(NetworkStack.class, "(&(stack.name=blue)(stack.label.stage=production))");
            inside.await("the swap", () -> link(stack).network().equals("lan://two"));
            inside.await("the address", () -> addresses(stack).contains("10.8.0.2/24"));
            assertThat(addresses(stack)).doesNotContain("10.8.0.1/24");
            assertThat(stack.statistics().links().get(0).swaps()).isEqualTo(1);

            blue.delete();

            Stacks.awaitNone(inside, "blue");
            inside.await(
                    "it to be closed",
                    () -> inside.service(StackRegistry.class).find("blue").isEmpty());
        });
    }

    @Test
    void aConfigurationThatCannotBeIsRefusedAndChangesNothing(Platform platform) throws Exception {
        platform.run(inside -> {
            try (Log log = new Log()) {
                NetworkStack blue = Stacks.create(inside, "blue", "lan://one", "10.8.0.1");
                Configuration configuration = stored(inside, "blue");
                LinkStatus before = link(blue);

                configuration.update(properties(Map.of("network", "nosuch://net", "config", "eth,ip=10.8.0.2/24")));

                log.await(inside, "blue", "nosuch");
                assertThat(link(blue)).isEqualTo(before);

                configuration.update(properties(Map.of("network", "lan://one", "config", "ip=10.8.0.300/24")));

                log.await(inside, "blue", "10.8.0.300");
                assertThat(link(blue)).isEqualTo(before);

                configuration.update(properties(Map.of("network", "lan://one", "colour", "blue")));

                log.await(inside, "blue", "colour");
                assertThat(link(blue)).isEqualTo(before);

                configurationAdmin(inside.context().getBundle())
                        .getFactoryConfiguration(FACTORY, "green", "?")
                        .update(properties(Map.of("network", "not a locator")));

                log.await(inside, "green", "not a locator");
                assertThat(inside.service(StackRegistry.class).find("green")).isEmpty();
            } finally {
                configurationAdmin(inside.context().getBundle())
                        .getFactoryConfiguration(FACTORY, "green", "?")
                        .delete();
            }
        });
    }

    @Test
    void theRegistryStoresWhatItCreatesAndChangesAndForgetsWhatItDeletes(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);

            NetworkStack blue = registry.create(Stacks.spec("blue", "lan://one", "10.8.0.1"));
            assertThat(stored(inside, "blue").getProperties().get("network")).isEqualTo("lan://one");

            registry.update(Stacks.spec("blue", "lan://two", "10.8.0.1"));
            assertThat(stored(inside, "blue").getProperties().get("network")).isEqualTo("lan://two");

            blue.connect("vde0", "lan://three");
            assertThat(stored(inside, "blue").getProperties().get("network")).isEqualTo("lan://three");

            blue.configure("eth,ip=10.8.0.7/24");
            assertThat(stored(inside, "blue").getProperties().get("config"))
                    .isEqualTo(blue.spec().config())
                    .asString()
                    .contains("ip=10.8.0.7/24")
                    .doesNotContain("10.8.0.1");

            registry.delete("blue");
            assertThat(stored(inside, "blue")).isNull();
        });
    }

    @Test
    void anEphemeralStackIsNotStored(Platform platform) throws Exception {
        platform.run(inside -> {
            StackRegistry registry = inside.service(StackRegistry.class);
            registry.create(StackSpec.builder()
                    .name("passing")
                    .link("vde0", "lan://one")
                    .ephemeral()
                    .build());

            assertThat(Stacks.service(inside, "passing").spec().ephemeral()).isTrue();
            assertThat(stored(inside, "passing")).isNull();

            assertThat(registry.delete("passing")).isTrue();
            Stacks.awaitNone(inside, "passing");
        });
    }

    @Test
    void anUnderlayMayComeAfterTheStackThatItCarriesAndComeBack(Platform platform) throws Exception {
        Map<String, String> carrier = Map.of("network", "lan://one", "config", "ip=10.8.0.1/24");
        Map<String, String> carried =
                Map.of("network", "vxvde://239.8.0.1/if=vde0", "underlay", "outer", "config", "ip=10.8.1.1/24");
        platform.run(inside -> {
            configure(inside, "inner", carried);

            NetworkStack inner = Stacks.service(inside, "inner");
            assertThat(inner.state()).isEqualTo(StackState.DEGRADED);
            assertThat(Stacks.forwarder(inner).error()).contains("underlay stack outer is not there");

            configure(inside, "outer", carrier);

            Stacks.awaitForwarders(inside, List.of(inner), status -> status.state() == ForwarderState.CONNECTED);
            inside.await("its MTU", () -> link(inner).mtu() == 1450);
            NetworkStack peer = inside.service(StackRegistry.class)
                    .create(StackSpec.builder()
                            .name("peer")
                            .underlay("outer")
                            .link("vde0", "vxvde://239.8.0.1/if=vde0")
                            .config("eth,ip=10.8.1.2/24")
                            .build());
            assertThat(Stacks.canPing(peer, "10.8.1.1")).isTrue();
            assertThat(stored(inside, "peer").getProperties().get("underlay")).isEqualTo("outer");

            stored(inside, "outer").delete();

            List<NetworkStack> both = List.of(inner, peer);
            Stacks.awaitForwarders(inside, both, status -> status.state() == ForwarderState.DISCONNECTED);
            Stacks.awaitNone(inside, "outer");

            configure(inside, "outer", carrier);

            Stacks.awaitForwarders(inside, both, status -> status.state() == ForwarderState.CONNECTED);
            assertThat(Stacks.canPing(peer, "10.8.1.1")).isTrue();
        });
    }

    @Test
    void aStackGoesOverToAnUnderlayThatIsConfiguredLater(Platform platform) throws Exception {
        platform.run(inside -> {
            try (Log log = new Log()) {
                NetworkStack blue = Stacks.create(inside, "blue", "lan://one", "10.8.0.1");
                configure(inside, "blue", Map.of("network", "lan://one", "underlay", "green"));

                log.await(inside, "blue", "underlay 'green'");
                assertThat(blue.spec().underlay()).isEmpty();

                configure(inside, "green", Map.of());

                inside.await("the underlay", () -> blue.spec().underlay().isPresent());
            }
        });
    }

    private static void configure(Inside inside, String name, Map<String, String> values) throws Exception {
        configurationAdmin(inside.context().getBundle())
                .getFactoryConfiguration(FACTORY, name, "?")
                .update(properties(values));
    }

    private static ConfigurationAdmin configurationAdmin(Bundle bundle) {
        return bundle.getBundleContext()
                .getService(bundle.getBundleContext().getServiceReference(ConfigurationAdmin.class));
    }

    /** The configuration of a stack, or null. */
    private static Configuration stored(Inside inside, String name) throws Exception {
        Configuration[] found = inside.service(ConfigurationAdmin.class)
                .listConfigurations("(service.pid=" + FACTORY + "~" + name + ")");
        return found == null ? null : found[0];
    }

    private static Dictionary<String, Object> properties(Map<String, String> values) {
        return FrameworkUtil.asDictionary(Map.copyOf(values));
    }

    private static LinkStatus link(NetworkStack stack) throws IOException {
        return stack.links().get(0);
    }

    private static List<String> addresses(NetworkStack stack) throws IOException {
        return link(stack).addresses().stream().map(Object::toString).toList();
    }
}

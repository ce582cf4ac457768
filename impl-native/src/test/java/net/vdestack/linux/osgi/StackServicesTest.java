package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import net.vdestack.api.NetworkStack;
import net.vdestack.api.StackSpec;
import net.vdestack.linux.expectation.Eventually;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

class StackServicesTest {
    private static final String STACK = "net.vdestack.api.NetworkStack";
    private static final String SOCKETS = "javax.net.SocketFactory";
    private static final String SERVER_SOCKETS = "javax.net.ServerSocketFactory";

    private final List<Registration> registered = new ArrayList<>();
    private final FakeStacks live = new FakeStacks();
    private Runnable whileRegistering = () -> {};

    @SuppressWarnings("UnusedMethod") // called by Partial
    private final class Registration {
        private final String type;
        private Map<String, ?> properties;
        private int changes;

        Registration(String type) {
            this.type = type;
        }

        void setProperties(Dictionary<String, ?> changed) {
            properties = Map.copyOf(FrameworkUtil.asMap(changed));
            changes++;
        }

        void unregister() {
            registered.remove(this);
        }
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by Partial
    private final class Context {
        ServiceRegistration<?> registerService(Class<?> type, ServiceFactory<?> service, Dictionary<String, ?> given) {
            Registration registration = new Registration(type.getName());
            registration.properties = Map.copyOf(FrameworkUtil.asMap(given));
            registered.add(registration);
            whileRegistering.run();
            return Partial.of(ServiceRegistration.class, registration);
        }
    }

    private NetworkStack stack() throws Exception {
        return live.create(StackSpec.builder()
                .name("blue")
                .link("vde0", "lan://a")
                .link("vde1", "lan://b")
                .label("tenant", "acme")
                .build());
    }

    private StackServices services(NetworkStack stack) {
        StackUsers nobody = new StackUsers(bundle -> null);
        return new StackServices(Partial.of(BundleContext.class, new Context()), stack, nobody, Thread::new);
    }

    private List<String> types() {
        return registered.stream().map(each -> each.type).toList();
    }

    @Test
    void areTheStackAndItsFactoriesWithItsNameNetworkAndLabels() throws Exception {
        services(stack()).refresh();

        assertThat(types()).containsExactly(STACK, SOCKETS, SERVER_SOCKETS);
        assertThat(registered)
                .allSatisfy(each -> assertThat(each.properties)
                        .isEqualTo(Map.of(
                                "stack.name", "blue", "stack.network", "lan://a", "stack.label.tenant", "acme")));
    }

    @Test
    void followTheSpecification() throws Exception {
        NetworkStack stack = stack();
        StackServices services = services(stack);
        services.refresh();

        services.refresh();
        assertThat(registered).allMatch(each -> each.changes == 0);
        stack.connect("vde0", "lan://c");
        services.refresh();

        assertThat(registered)
                .hasSize(3)
                .allSatisfy(
                        each -> assertThat(each.properties.get("stack.network")).isEqualTo("lan://c"));
    }

    @Test
    void areGoneForGoodOnceWithdrawn() throws Exception {
        StackServices services = services(stack());
        services.refresh();

        services.withdraw();
        services.withdraw();
        services.refresh();

        assertThat(registered).isEmpty();
    }

    @Test
    void thatAreWithdrawnWhileTheyAreRegisteredDoNotStay() throws Exception {
        StackServices services = services(stack());
        whileRegistering = services::withdraw;

        services.refresh();

        assertThat(registered).isEmpty();
    }

    private static void awaitWaiting(Thread thread) {
        try {
            Eventually.holds(() -> thread.getState() == Thread.State.TIMED_WAITING, "it waits");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void areGoneWhenWhoWithdrawsThemReturnsThoughAnotherThreadIsRegisteringThem() throws Exception {
        StackServices services = services(stack());
        List<String> left = new ArrayList<>();
        Thread withdrawing = new Thread(() -> {
            services.withdraw();
            left.addAll(types());
        });
        whileRegistering = () -> {
            if (withdrawing.getState() == Thread.State.NEW) {
                withdrawing.start();
            }
            awaitWaiting(withdrawing);
        };

        services.refresh();
        withdrawing.join();

        assertThat(left).isEmpty();
        assertThat(registered).isEmpty();
    }

    @Test
    void areTriedAgainAfterAFailure() throws Exception {
        StackServices services = services(stack());
        whileRegistering = () -> {
            throw new IllegalArgumentException("a property");
        };
        services.refresh();
        registered.clear();

        whileRegistering = () -> {};
        services.refresh();

        assertThat(types()).containsExactly(STACK, SOCKETS, SERVER_SOCKETS);
    }

    @Test
    void ofAStoppedBundleAreNotMissed() throws Exception {
        StackServices services = services(stack());
        whileRegistering = () -> {
            throw new IllegalStateException("Invalid BundleContext.");
        };

        services.refresh();
        whileRegistering = () -> {};
        registered.clear();
        services.refresh();

        assertThat(types()).containsExactly(STACK, SOCKETS, SERVER_SOCKETS);
    }

    @Test
    void haveNoPropertyForWhatIsNotThere() {
        assertThat(StackServices.properties(StackSpec.builder().name("blue").build()))
                .isEqualTo(Map.of("stack.name", "blue"));
    }

    /** The framework refuses keys that are the same but for their case. */
    @Test
    void haveOnePropertyForLabelsThatDifferInCaseAlone() {
        StackSpec spec = StackSpec.builder()
                .name("blue")
                .label("Tenant", "a")
                .label("tenant", "b")
                .build();

        assertThat(StackServices.properties(spec)).hasSize(2).containsKey("stack.label.tenant");
    }
}

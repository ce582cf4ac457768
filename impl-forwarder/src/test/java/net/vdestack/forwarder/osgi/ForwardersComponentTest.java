package net.vdestack.forwarder.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The component as the container of Declarative Services calls it. */
@Timeout(120)
class ForwardersComponentTest {
    private static final Map<String, Object> FAKE = Map.of(ForwarderProvider.SCHEME_PROPERTY, "fake");

    private final ForwardersComponent component = new ForwardersComponent();
    private final FakeProvider first = new FakeProvider();
    private final FakeProvider second = new FakeProvider();
    private Leaks leaks;
    private SocketLink device;

    @BeforeEach
    void makeDevice() throws IOException {
        leaks = Leaks.since();
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        component.close();
        Await.until("its threads have ended", () -> device.running().isEmpty());
        device.close();
        leaks.awaitNone();
    }

    private static Map<String, Object> ranked(Object ranking) {
        return Map.of(ForwarderProvider.SCHEME_PROPERTY, "fake", "service.ranking", ranking);
    }

    @Test
    void servesWithTheProvidersThatAreThere() throws Exception {
        component.addProvider(first, FAKE);

        assertThat(component.defaultMtu("fake://one", device.underlay())).isEqualTo(1500);
        LinkForwarder link = component.open(device, "fake://one");
        component.removeProvider(first);

        assertThat(first.last().closes()).isEqualTo(1);
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
    }

    @Test
    void restoresALinkBeforeItsProviderIsThere() throws Exception {
        LinkForwarder link = component.restore(device, "fake://one");

        component.addProvider(first, FAKE);

        Await.until("it is connected", () -> link.status().state() == ForwarderState.CONNECTED);
    }

    @Test
    void takesTheRankingOfTheService() throws Exception {
        component.addProvider(first, ranked(2));
        component.addProvider(second, ranked(1));
        LinkForwarder link = component.open(device, "fake://one");
        assertThat(first.ports()).hasSize(1);

        component.addProvider(second, ranked(3));

        Await.until("it has moved", () -> link.statistics().swaps() == 1);
        assertThat(second.ports()).hasSize(1);
    }

    @Test
    void aRankingThatIsNoIntegerCountsAsNone() throws Exception {
        component.addProvider(first, FAKE);
        component.addProvider(second, ranked("high"));
        component.addProvider(new FakeProvider(), ranked(-1));

        component.open(device, "fake://one");

        assertThat(second.ports()).hasSize(1);
    }

    static List<Map<String, Object>> wrongProperties() {
        return List.of(
                Map.of(),
                Map.of(ForwarderProvider.SCHEME_PROPERTY, "other"),
                Map.of(ForwarderProvider.SCHEME_PROPERTY, 1));
    }

    @ParameterizedTest
    @MethodSource("wrongProperties")
    void refusesOneThatDoesNotDeclareItsScheme(Map<String, Object> properties) {
        component.addProvider(first, properties);

        assertThatIllegalArgumentException().isThrownBy(() -> component.open(device, "fake://one"));

        component.removeProvider(first);
    }

    @Test
    void refusesOneThatDeclaresItsSchemeNoMore() throws Exception {
        component.addProvider(first, FAKE);
        component.open(device, "fake://one");

        component.addProvider(first, Map.of());

        assertThat(first.last().closes()).isEqualTo(1);
    }

    @Test
    void endsWithItsLinks() throws Exception {
        component.addProvider(first, FAKE);
        component.open(device, "fake://one");

        component.close();
        component.removeProvider(first);

        assertThat(first.last().closes()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> component.open(device, "fake://one"));
    }
}

package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Barrier;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.WrapProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links that are restored, and the end of all links. */
@Timeout(120)
class LinkForwardersTest {
    private final Providers providers = new Providers();
    private final FakeProvider networks = new FakeProvider();
    private final LinkForwarders forwarders = new LinkForwarders(providers);
    private Leaks leaks;
    private SocketLink device;

    @BeforeEach
    void makeDevice() throws IOException {
        leaks = Leaks.since();
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        forwarders.close();
        forwarders.close();
        assertThat(networks.ports()).allMatch(port -> port.closes() == 1, "closed once");
        Await.until("its threads have ended", () -> device.running().isEmpty());
        device.close();
        leaks.awaitNone();
    }

    private void awaitAtRest() throws Exception {
        Await.until("it is at rest", () -> device.running().isEmpty());
    }

    private void awaitReconnected(LinkForwarder link) throws Exception {
        Await.until("it is connected", () -> link.status().state() == ForwarderState.CONNECTED);
        awaitAtRest();
        device.send(frame(1, 2, 60, 1));
        Await.until("a frame is sent", () -> networks.last().sent().size() == 1);
        assertThat(link.statistics().reconnects()).isEqualTo(1);
        assertThat(link.statistics().swaps()).isZero();
        assertThat(device.states()).startsWith(ForwarderState.DISCONNECTED).endsWith(ForwarderState.CONNECTED);
    }

    @Test
    void restoresALinkWhoseNetworkIsThere() throws Exception {
        providers.add(networks);

        LinkForwarder link = forwarders.restore(device, "fake://one");

        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(link.network()).isEqualTo("fake://one");
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED);
        assertThat(link.statistics().reconnects()).isZero();
        assertThat(link.statistics().swaps()).isZero();
    }

    @Test
    void restoresALinkWhoseNetworkIsAway() throws Exception {
        providers.add(networks);
        networks.refuse("no carrier");

        LinkForwarder link = forwarders.restore(device, "fake://one");

        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error()).contains("no carrier");
        assertThat(device.states()).containsExactly(ForwarderState.DISCONNECTED);
        Await.until("it goes on trying", () -> networks.attempts() > 2);
        networks.opening(FakePort::new);
        awaitReconnected(link);
    }

    @Test
    void restoresALinkWhoseProviderIsAway() throws Exception {
        LinkForwarder link = forwarders.restore(device, "fake://one");

        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error().orElseThrow()).startsWith("network").contains("scheme fake");
        assertThat(device.running()).as("it waits without trying").isEmpty();
        providers.add(new FakeProvider("other"));
        assertThat(device.running()).as("it waits without trying").isEmpty();

        providers.add(networks);
        awaitReconnected(link);
    }

    @Test
    void restoresALinkWhoseInnerProviderIsAway() throws Exception {
        providers.add(new WrapProvider());

        LinkForwarder link = forwarders.restore(device, "wrap://fake://one");

        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error().orElseThrow()).contains("scheme fake");
        assertThat(device.running()).as("it waits without trying").isEmpty();

        providers.add(networks);
        awaitReconnected(link);
    }

    @Test
    void restoresALinkThatItsProviderRefusesAndLeavesItAtThat() throws Exception {
        providers.add(networks);
        networks.refuseLocator("'one' is no name");

        LinkForwarder link = forwarders.restore(device, "fake://one");

        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error()).contains("'one' is no name");
        assertThat(device.running()).as("it does not try again").isEmpty();
        assertThat(networks.attempts()).isEqualTo(1);

        networks.opening(FakePort::new);
        link.connect("fake://two");
        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(link.statistics().swaps()).isEqualTo(1);
    }

    @Test
    void triesALinkThatWasRefusedAgainWhenAProviderComes() throws Exception {
        FakeProvider refusing = new FakeProvider();
        refusing.refuseLocator("'one' is no name");
        providers.add(refusing);
        LinkForwarder link = forwarders.restore(device, "fake://one");

        providers.add(networks);

        awaitReconnected(link);
    }

    @Test
    void missesNoProviderThatComesWhileALinkIsOpened() throws Exception {
        FakeProvider worse = new FakeProvider();
        worse.opening(context -> {
            providers.add(networks);
            return new FakePort(context);
        });
        providers.add(worse);

        LinkForwarder link = forwarders.open(device, "fake://one");

        Await.until("it has moved", () -> link.statistics().swaps() == 1);
        assertThat(networks.ports()).hasSize(1);
    }

    @Test
    void missesNoProviderThatComesDuringTheFirstAttempt() throws Exception {
        FakeProvider refusing = new FakeProvider();
        refusing.opening(context -> {
            providers.add(networks);
            throw new IllegalArgumentException("'one' is no name");
        });
        providers.add(refusing);

        LinkForwarder link = forwarders.restore(device, "fake://one");

        Await.until("it is connected", () -> link.status().state() == ForwarderState.CONNECTED);
        assertThat(networks.ports()).hasSize(1);
    }

    @Test
    void restoresNothingFromALocatorThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forwarders.restore(device, "one"))
                .withMessageContaining("'one'");

        assertThat(device.running()).isEmpty();
        assertThat(device.states()).isEmpty();
    }

    @Test
    void closesARestoredLinkThatHasNothing() throws Exception {
        providers.add(networks);
        networks.refuse("no carrier");
        LinkForwarder trying = forwarders.restore(device, "fake://one");
        Await.until("the pauses are long", () -> networks.attempts() > 4);

        trying.close();

        awaitAtRest();
        networks.opening(FakePort::new);
        providers.add(new FakeProvider());
        assertThat(device.running()).isEmpty();
    }

    @Test
    void closesTheLinksThatAreOpen() throws Exception {
        providers.add(networks);
        LinkForwarder link = forwarders.open(device, "fake://one");
        try (SocketLink other = new SocketLink("vde1", 0x02_00_00_00_00_02L)) {
            LinkForwarder closed = forwarders.open(other, "fake://one");
            closed.close();

            forwarders.close();

            assertThat(networks.ports()).hasSize(2).allMatch(port -> port.closes() == 1);
            assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
            assertThat(link.status().error()).contains("the forwarders were stopped");
            Await.until(
                    "the device knows",
                    () -> device.states().equals(List.of(ForwarderState.CONNECTED, ForwarderState.DISCONNECTED)));
            assertThat(other.states()).as("of one that was closed before").containsExactly(ForwarderState.CONNECTED);
            assertThatIOException().isThrownBy(() -> link.connect("fake://two"));
            Await.until("its threads have ended", () -> other.running().isEmpty());
        }
    }

    @Test
    void closesWhatIsBeingOpened() throws Exception {
        providers.add(networks);
        Barrier barrier = new Barrier();
        networks.opening(context -> {
            barrier.passInterruptibly();
            return new FakePort(context);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread opening = new Thread(() -> {
            try {
                forwarders.open(device, "fake://one");
            } catch (IOException e) {
                failure.set(e);
            }
        });
        opening.start();
        barrier.awaitArrival();

        forwarders.close();

        opening.join();
        assertThat(failure.get()).isInstanceOf(IOException.class);
        assertThat(networks.ports()).isEmpty();
    }

    @Test
    void opensNothingAfterItWasClosed() throws Exception {
        providers.add(networks);
        forwarders.close();

        assertThatIllegalStateException().isThrownBy(() -> forwarders.open(device, "fake://one"));
        assertThatIllegalStateException().isThrownBy(() -> forwarders.restore(device, "fake://one"));

        assertThat(device.running()).isEmpty();
        assertThat(networks.attempts()).isZero();
    }
}

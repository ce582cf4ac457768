package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.WrapProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links whose underlay comes to its end. */
@Timeout(120)
class StrandedLinkTest {
    private final Ending underlay = new Ending();
    private final FakeProvider networks = new FakeProvider();
    private LinkForwarders forwarders;
    private Leaks leaks;
    private SocketLink device;

    /** An underlay in which nothing is opened, and that tells who uses it. */
    private static final class Ending implements Underlay {
        private final List<Consumer<String>> users = new CopyOnWriteArrayList<>();

        @Override
        public int openSocket(int domain, int type, int protocol) {
            throw new AssertionError("no socket is needed");
        }

        @Override
        public <T> T call(Callable<T> task) {
            throw new AssertionError("nothing is to be done here");
        }

        @Override
        public void use(Consumer<String> user) {
            users.add(user);
        }

        @Override
        public void release(Consumer<String> user) {
            users.remove(user);
        }

        void end() {
            users.forEach(user -> user.accept("it is gone"));
        }
    }

    @BeforeEach
    void makeDevice() throws IOException {
        leaks = Leaks.since();
        Providers providers = new Providers();
        providers.add(networks);
        providers.add(new WrapProvider());
        forwarders = new LinkForwarders(providers);
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L, underlay);
        networks.opening(StrandedLinkTest::openThere);
    }

    private static FakePort openThere(PortContext context) throws IOException {
        assertThat(context.underlay()).isSameAs(context.underlay());
        return new FakePort(context);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        forwarders.close();
        assertThat(underlay.users).isEmpty();
        assertThat(networks.ports()).allMatch(port -> port.closes() == 1, "closed once");
        Await.until("its threads have ended", () -> device.running().isEmpty());
        device.close();
        leaks.awaitNone();
    }

    @Test
    void haveLeftTheirNetworkWhenTheyHaveBeenTold() throws Exception {
        LinkForwarder link = forwarders.open(device, "wrap://fake://one");
        networks.refuse("it is not there");

        underlay.end();

        assertThat(networks.last().closes()).isEqualTo(1);
        assertThat(underlay.users).isEmpty();
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        Await.until("it looks for it in vain", () -> link.status().error().equals(Optional.of("it is not there")));

        networks.opening(StrandedLinkTest::openThere);
        Await.until("it is there again", () -> link.status().state() == ForwarderState.CONNECTED);
        assertThat(underlay.users).hasSize(1);
        assertThat(link.statistics().reconnects()).isEqualTo(1);
    }

    @Test
    void stayIfTheyNeedNone() throws Exception {
        networks.opening(FakePort::new);
        LinkForwarder link = forwarders.open(device, "fake://one");

        assertThat(underlay.users).isEmpty();
        link.close();
    }

    @Test
    void doNotTakeWhatWasBeingOpened() throws Exception {
        networks.opening(context -> {
            FakePort port = openThere(context);
            underlay.end();
            return port;
        });

        assertThatIOException()
                .isThrownBy(() -> forwarders.open(device, "fake://one"))
                .withMessageContaining("it is gone");
    }
}

package net.vdestack.forwarder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.ForwarderProvider;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Barrier;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.LocalUnderlay;
import org.junit.jupiter.api.Test;

class ProvidersTest {
    private static final Locator NETWORK = Locator.parse("fake://one");

    private final Providers providers = new Providers();
    private final List<String> changes = new ArrayList<>();

    private ForwarderProvider best() {
        Offer.User user = offer -> {};
        Providers.Use use = providers.use(NETWORK, user);
        use.offer().release(user);
        return use.provider();
    }

    @Test
    void takesTheOneOfTheHighestRankingAndOfEqualsTheNewest() {
        FakeProvider low = new FakeProvider();
        FakeProvider high = new FakeProvider();
        FakeProvider newer = new FakeProvider();
        FakeProvider lower = new FakeProvider();

        providers.add(low, 1);
        assertThat(best()).isSameAs(low);
        providers.add(high, 2);
        assertThat(best()).isSameAs(high);
        providers.add(newer, 2);
        assertThat(best()).isSameAs(newer);
        providers.add(lower, -1);
        assertThat(best()).isSameAs(newer);

        providers.remove(newer);
        assertThat(best()).isSameAs(high);
        providers.remove(low);
        assertThat(best()).isSameAs(high);
        providers.remove(high);
        assertThat(best()).isSameAs(lower);
    }

    @Test
    void takesANewRankingOfOneThatIsKnown() {
        FakeProvider a = new FakeProvider();
        FakeProvider b = new FakeProvider();
        providers.add(a, 2);
        providers.add(b, 1);

        providers.add(b, 3);
        assertThat(best()).isSameAs(b);

        providers.remove(b);
        assertThat(best()).isSameAs(a);
        providers.remove(a);
        assertThatIllegalArgumentException().isThrownBy(this::best);
    }

    @Test
    void tellsWhenTheBestOfASchemeIsAnotherOne() {
        FakeProvider a = new FakeProvider();
        FakeProvider b = new FakeProvider();
        providers.onChange(changes::add);

        providers.add(a, 1);
        assertThat(changes).containsExactly("fake");
        providers.add(b, 0);
        assertThat(changes).as("a worse one").hasSize(1);
        providers.add(b, 1);
        assertThat(changes).as("it is better now").hasSize(2);
        providers.remove(a);
        assertThat(changes).as("a worse one").hasSize(2);
        providers.remove(b);
        assertThat(changes).as("the last one").hasSize(3);
        providers.remove(b);
        assertThat(changes).as("it was not there").hasSize(3);
    }

    @Test
    void namesTheSchemesThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(this::best)
                .withMessageContaining("scheme fake")
                .withMessageContaining("none");

        providers.add(new FakeProvider());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> providers.use(Locator.parse("nope://one"), offer -> {}))
                .withMessageContaining("scheme nope")
                .withMessageContaining("fake://");
    }

    @Test
    void tellsTheUsersOfOneThatLeavesEvenIfOneOfThemFails() {
        FakeProvider provider = new FakeProvider();
        providers.add(provider);
        List<String> told = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            providers.use(NETWORK, new Offer.User() {
                @Override
                public void revoked(Offer offer) {
                    told.add(name);
                    offer.release(this);
                    throw new IllegalStateException("from a user");
                }
            });
        }

        providers.remove(provider);

        assertThat(told).containsExactlyInAnyOrder("a", "b");
    }

    /** Says nothing of the MTU before it is told to. */
    private static final class SlowProvider implements ForwarderProvider {
        private final Barrier barrier = new Barrier();

        @Override
        public String scheme() {
            return "fake";
        }

        @Override
        public int mtu(Locator network, Underlay underlay) throws IOException {
            barrier.pass();
            return 1400;
        }

        @Override
        public FramePort open(Locator network, PortContext context) throws IOException {
            throw new IOException("not to be opened");
        }
    }

    @Test
    void waitsForAnAnswerOfOneThatLeaves() throws Exception {
        SlowProvider provider = new SlowProvider();
        providers.add(provider);
        List<Integer> mtus = new ArrayList<>();
        Thread asking = new Thread(() -> {
            try {
                mtus.add(providers.mtu(NETWORK, new LocalUnderlay()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        asking.start();
        provider.barrier.awaitArrival();
        Thread removing = new Thread(() -> providers.remove(provider));
        removing.start();
        Await.until("it waits", () -> removing.getState() == Thread.State.TIMED_WAITING);

        provider.barrier.lift();
        removing.join();
        asking.join();

        assertThat(mtus).containsExactly(1400);
    }
}

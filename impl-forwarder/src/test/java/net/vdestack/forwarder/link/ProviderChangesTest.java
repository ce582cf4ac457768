package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Barrier;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.SocketLink;
import net.vdestack.forwarder.fixture.WrapProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a link when providers come and go. */
@Timeout(120)
class ProviderChangesTest {
    private final Providers providers = new Providers();
    private final FakeProvider first = new FakeProvider();
    private final FakeProvider second = new FakeProvider();
    private Leaks leaks;
    private LinkForwarders forwarders;
    private SocketLink device;
    private LinkForwarder link;

    @BeforeEach
    void plugIn() throws IOException {
        leaks = Leaks.since();
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L);
        forwarders = new LinkForwarders(providers);
        providers.add(first);
        providers.add(new WrapProvider());
        link = forwarders.open(device, "fake://one");
    }

    @AfterEach
    void leavesNothing() throws Exception {
        link.close();
        forwarders.close();
        device.close();
        assertThat(first.ports()).allMatch(port -> port.closes() == 1, "closed once");
        assertThat(second.ports()).allMatch(port -> port.closes() == 1, "closed once");
        Await.until("its threads have ended", () -> device.running().isEmpty());
        leaks.awaitNone();
    }

    private void awaitAtRest() throws Exception {
        Await.until("it is at rest", () -> device.running().isEmpty());
    }

    private void awaitConnected() throws Exception {
        Await.until("it is connected and has said so", () -> {
            List<ForwarderState> told = device.states();
            return link.status().state() == ForwarderState.CONNECTED
                    && told.get(told.size() - 1) == ForwarderState.CONNECTED;
        });
        awaitAtRest();
    }

    private void assertServes(FakePort port) throws Exception {
        int before = port.sent().size();
        device.send(frame(1, 2, 60, 7));
        Await.until("the frame is sent", () -> port.sent().size() == before + 1);
        byte[] in = frame(2, 1, 60, 8);
        port.incoming(in);
        assertThat(device.receive()).isEqualTo(in);
    }

    private void assertWaits(String scheme) throws Exception {
        awaitAtRest();
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error().orElseThrow()).contains("scheme " + scheme);
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    private Thread connecting(AtomicReference<Throwable> failure) {
        return start(() -> {
            try {
                link.connect("fake://two");
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void movesToANewerOrBetterOneBeforeItLeavesTheOld(int ranking) throws Exception {
        FakePort old = first.last();
        List<Integer> closesOfOld = new ArrayList<>();
        second.opening(context -> {
            closesOfOld.add(old.closes());
            return new FakePort(context);
        });

        providers.add(second, ranking);

        Await.until("it has moved", () -> link.statistics().swaps() == 1);
        awaitConnected();
        assertThat(closesOfOld).as("the old one was still open").containsExactly(0);
        assertThat(old.closes()).isEqualTo(1);
        assertServes(second.last());
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED, ForwarderState.CONNECTED);
        assertThat(link.statistics().reconnects()).isZero();
        assertThat(link.network()).isEqualTo("fake://one");
    }

    @Test
    void staysWhenAWorseOneComesAndGoes() throws Exception {
        providers.add(second, -1);
        assertThat(device.running()).as("nothing is tried").isEmpty();
        providers.remove(second);

        assertThat(device.running()).as("nothing is tried").isEmpty();
        assertThat(second.attempts()).isZero();
        assertServes(first.last());
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED);
    }

    @Test
    void staysWhenTheBetterOneFails() throws Exception {
        ForwarderStatus before = link.status();
        second.refuse("no carrier");

        providers.add(second, 1);

        Await.until("it has tried", () -> second.attempts() == 1);
        awaitAtRest();
        assertServes(first.last());
        assertThat(link.status()).isEqualTo(before);
        assertThat(link.statistics().swaps()).isZero();
        assertThat(first.ports()).hasSize(1);
    }

    @Test
    void triesTheBetterOneThatFailedAgainWhenItsOwnLeaves() throws Exception {
        second.refuse("no carrier");
        providers.add(second, 1);
        Await.until("it has tried", () -> second.attempts() == 1);
        awaitAtRest();
        second.opening(FakePort::new);

        providers.remove(first);

        awaitConnected();
        assertServes(second.last());
    }

    @Test
    void staysWhenTheBetterOneIsNoneAnyMoreWhileItIsBeingOpened() throws Exception {
        Barrier barrier = new Barrier();
        second.opening(context -> {
            barrier.pass();
            return new FakePort(context);
        });
        providers.add(second, 1);
        barrier.awaitArrival();

        providers.add(second, -1);
        barrier.lift();

        awaitAtRest();
        assertThat(second.last().closes()).isEqualTo(1);
        assertServes(first.last());
        assertThat(link.statistics().swaps()).isZero();
    }

    @Test
    void doesNotMissABetterOneThatComesDuringASwap() throws Exception {
        first.opening(context -> {
            FakePort port = new FakePort(context);
            providers.add(second, 1);
            return port;
        });

        link.connect("fake://two");

        // a move of the network before may have been under way, too, and been given up
        awaitConnected();
        List<FakePort> serving = Stream.of(first, second)
                .flatMap(each -> each.ports().stream())
                .filter(port -> port.closes() == 0)
                .toList();
        assertThat(second.ports()).containsAll(serving);
        assertThat(serving).hasSize(1);
        assertServes(serving.get(0));
        assertThat(link.network()).isEqualTo("fake://two");
    }

    @Test
    void staysWhenTheBetterOneLeavesWhileItIsBeingOpened() throws Exception {
        Barrier barrier = new Barrier();
        second.opening(context -> {
            barrier.passInterruptibly();
            return new FakePort(context);
        });
        providers.add(second, 1);
        barrier.awaitArrival();

        providers.remove(second);

        awaitAtRest();
        assertServes(first.last());
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED);
        assertThat(second.ports()).isEmpty();
    }

    @Test
    void aStillBetterOneNeedNotWaitForTheBetterOne() throws Exception {
        Barrier barrier = new Barrier();
        second.opening(context -> {
            barrier.pass();
            return new FakePort(context);
        });
        providers.add(second, 1);
        barrier.awaitArrival();
        FakeProvider third = new FakeProvider();

        providers.add(third, 2);

        Await.until("it has moved", () -> link.statistics().swaps() == 1);
        barrier.lift();
        awaitConnected();
        assertServes(third.last());
        assertThat(second.last().closes()).isEqualTo(1);
        assertThat(link.statistics().swaps()).isEqualTo(1);
        providers.remove(third);
        assertThat(third.last().closes()).isEqualTo(1);
    }

    @Test
    void letsGoOfOneThatLeavesAndMovesToAnother() throws Exception {
        providers.add(second, -1);
        FakePort old = first.last();

        providers.remove(first);

        assertThat(old.closes()).isEqualTo(1);
        awaitConnected();
        assertServes(second.last());
        assertThat(link.statistics().swaps()).isEqualTo(1);
        assertThat(link.statistics().reconnects()).isZero();
    }

    @Test
    void waitsForAProviderWhenTheLastOneLeaves() throws Exception {
        providers.remove(first);

        assertThat(first.last().closes()).isEqualTo(1);
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertWaits("fake");
        device.send(frame(1, 2, 60, 1));
        Await.until("the frame is dropped", () -> link.statistics().drops().get(DropReason.DISCONNECTED) == 1);
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED, ForwarderState.DISCONNECTED);

        providers.add(second);

        awaitConnected();
        assertServes(second.last());
        assertThat(link.statistics().reconnects()).isEqualTo(1);
        assertThat(link.statistics().swaps()).isZero();
        assertThat(link.status().error()).isEmpty();
    }

    @Test
    void findsTheSameProviderAgain() throws Exception {
        providers.remove(first);
        assertWaits("fake");

        providers.add(first);

        awaitConnected();
        assertServes(first.last());
        assertThat(first.ports()).hasSize(2);
    }

    @Test
    void looksForANetworkThatTheRemainingProviderCannotOpen() throws Exception {
        second.refuse("no carrier");
        providers.add(second, -1);

        providers.remove(first);

        Await.until("it goes on trying", () -> second.attempts() > 2);
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error()).contains("no carrier");
        second.opening(FakePort::new);
        awaitConnected();
        assertServes(second.last());
        assertThat(link.statistics().reconnects()).isEqualTo(1);
    }

    @Test
    void doesNotInsistOnALocatorThatTheRemainingProviderRefuses() throws Exception {
        second.refuseLocator("'one' is no name");
        providers.add(second, -1);

        providers.remove(first);

        awaitAtRest();
        assertThat(second.attempts())
                .as("perhaps once before the first has left")
                .isBetween(1, 2);
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error().orElseThrow()).contains("'one' is no name");

        providers.add(first);
        awaitConnected();
    }

    @Test
    void aProviderThatComesEndsThePauseBetweenAttempts() throws Exception {
        first.refuse("no carrier");
        first.last().context().down("cut off");
        Await.until("the pauses are long", () -> first.attempts() > 4);

        providers.add(second);

        Await.until("it is connected", () -> link.statistics().reconnects() == 1);
        awaitConnected();
        assertServes(second.last());
    }

    @Test
    void anOpeningUnderWayFailsWhenItsProviderLeaves() throws Exception {
        Barrier barrier = new Barrier();
        first.opening(context -> {
            barrier.passInterruptibly();
            return new FakePort(context);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread connecting = connecting(failure);
        barrier.awaitArrival();

        providers.remove(first);

        connecting.join();
        assertThat(failure.get()).isInstanceOf(IOException.class);
        assertThat(first.ports()).hasSize(1).allMatch(port -> port.closes() == 1);
        assertThat(link.network()).isEqualTo("fake://one");
        assertWaits("fake");
    }

    @Test
    void anOpeningThatSucceedsAfterAllIsUndoneBeforeItsProviderHasLeft() throws Exception {
        Barrier barrier = new Barrier();
        first.opening(context -> {
            barrier.pass();
            return new FakePort(context);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread connecting = connecting(failure);
        barrier.awaitArrival();

        Thread removing = start(() -> {
            providers.remove(first);
            assertThat(first.ports()).hasSize(2).allMatch(port -> port.closes() == 1);
        });
        AtomicReference<Throwable> found = new AtomicReference<>();
        removing.setUncaughtExceptionHandler((thread, wrong) -> found.set(wrong));
        Await.until("it waits for the opening", () -> removing.getState() == Thread.State.TIMED_WAITING);
        barrier.lift();
        removing.join();
        connecting.join();

        assertThat(found.get()).isNull();
        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessageContaining("has gone");
        assertWaits("fake");
    }

    @Test
    void anAttemptUnderWayGoesOnWithTheRemainingProvider() throws Exception {
        providers.add(second, -1);
        Barrier barrier = new Barrier();
        first.opening(context -> {
            barrier.passInterruptibly();
            return new FakePort(context);
        });
        first.last().context().down("cut off");
        barrier.awaitArrival();

        providers.remove(first);

        awaitConnected();
        assertServes(second.last());
        assertThat(link.statistics().reconnects()).isEqualTo(1);
    }

    @Test
    void letsGoOfANetworkInsideAnotherOne() throws Exception {
        link.connect("wrap://fake://inner");
        FakePort inner = first.last();

        providers.remove(first);

        assertThat(inner.closes()).isEqualTo(1);
        assertWaits("fake");
        providers.add(second);
        awaitConnected();
        assertServes(second.last());
        assertThat(link.network()).isEqualTo("wrap://fake://inner");
    }

    @Test
    void movesANetworkInsideAnotherOneToABetterProvider() throws Exception {
        link.connect("wrap://fake://inner");
        FakePort inner = first.last();

        providers.add(second, 1);

        Await.until("it has moved", () -> link.statistics().swaps() == 2);
        awaitConnected();
        assertServes(second.last());
        assertThat(inner.closes()).isEqualTo(1);

        providers.remove(second);
        awaitConnected();
        assertServes(first.last());
        assertThat(link.statistics().swaps()).isEqualTo(3);
    }

    /** Opens the network inside, and then cannot make up its mind. */
    private static final class HesitantProvider extends WrapProvider {
        private final Barrier barrier = new Barrier();

        @Override
        public FramePort open(Locator network, PortContext context) throws IOException {
            FramePort port = super.open(network, context);
            try {
                barrier.passInterruptibly();
            } catch (IOException e) {
                port.close();
                throw e;
            }
            return port;
        }
    }

    @Test
    void letsGoOfANetworkInsideOneThatIsStillBeingOpened() throws Exception {
        HesitantProvider wrapper = new HesitantProvider();
        providers.add(wrapper);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread connecting = start(() -> {
            try {
                link.connect("wrap://fake://inner");
            } catch (IOException e) {
                failure.set(e);
            }
        });
        wrapper.barrier.awaitArrival();

        providers.remove(first);

        assertThat(first.ports()).hasSize(2).allMatch(port -> port.closes() == 1);
        connecting.join();
        assertThat(failure.get()).isInstanceOf(IOException.class);
        assertWaits("fake");
    }

    @Test
    void aPortThatWasClosedOpensNoNetworkInside() throws Exception {
        FakePort port = first.last();
        link.connect("fake://two");

        assertThatIOException()
                .isThrownBy(() -> port.context()
                        .openNetwork("fake://inner", port.context().ingress()))
                .withMessageContaining("closed");
        providers.remove(first);
        assertThat(first.ports()).hasSize(2);
    }

    @Test
    void concernsOnlyTheLinksOfThatScheme() throws Exception {
        FakeProvider other = new FakeProvider("other");
        providers.add(other);
        providers.remove(other);

        assertThat(device.running()).isEmpty();
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED);
        assertServes(first.last());
    }

    @Test
    void tellsItsDeviceOnAnotherThreadThanTheOneThatTakesTheProviderAway() throws Exception {
        Thread removing = Thread.currentThread();
        List<Thread> telling = new ArrayList<>();
        device.onChange(status -> telling.add(Thread.currentThread()));

        providers.remove(first);

        awaitAtRest();
        assertThat(telling).hasSize(1).doesNotContain(removing);
    }

    @Test
    void keepsNothingOfAProviderThatHasLeft() throws Exception {
        FakeProvider passing = new FakeProvider();
        providers.add(passing, 1);
        Await.until("it has moved", () -> link.statistics().swaps() == 1);
        awaitConnected();
        providers.remove(first);
        WeakReference<FakeProvider> left = new WeakReference<>(passing);
        WeakReference<FakePort> port = new WeakReference<>(passing.last());

        providers.remove(passing);
        passing = null;

        assertWaits("fake");
        Await.until("it can be unloaded", () -> {
            System.gc();
            return left.get() == null && port.get() == null;
        });
    }

    @Test
    void survivesChangesOfAllKindsAtOnce() throws Exception {
        AtomicReference<Throwable> unexpected = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (FakeProvider provider : List.of(first, second)) {
            threads.add(start(() -> {
                Random random = new Random(provider == first ? 1 : 2);
                for (int round = 0; round < 100; round++) {
                    providers.remove(provider);
                    if (provider.ports().stream().anyMatch(port -> port.closes() != 1)) {
                        unexpected.set(new AssertionError("a port of a provider that has left"));
                    }
                    providers.add(provider, random.nextInt(3));
                }
            }));
        }
        threads.add(start(() -> {
            Random random = new Random(3);
            for (int round = 0; round < 100; round++) {
                try {
                    link.connect(random.nextBoolean() ? "fake://two" : "wrap://fake://three");
                } catch (IOException | IllegalArgumentException e) {
                    // it left meanwhile, or there was none
                    if (!e.getMessage().contains("has gone") && !e.getMessage().contains("no provider")) {
                        unexpected.set(e);
                    }
                }
                if (!first.ports().isEmpty()) {
                    first.last().context().down("round " + round);
                }
            }
        }));
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(unexpected.get()).isNull();
        awaitConnected();
        Await.until("the best one serves it", () -> {
            device.send(frame(1, 2, 60, 1000));
            return List.of(first, second).stream()
                    .filter(each -> each.ports().stream().anyMatch(port -> port.closes() == 0))
                    .allMatch(each -> each.last().sent().stream().anyMatch(sent -> Frames.number(sent) == 1000));
        });
    }
}

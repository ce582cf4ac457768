package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class PluggedLinkTest {
    private final FakeProvider networks = new FakeProvider();
    private final Providers providers = new Providers();
    private Leaks leaks;
    private SocketLink device;
    private LinkForwarders forwarders;
    private LinkForwarder link;

    @BeforeEach
    void open() throws IOException {
        leaks = Leaks.since();
        providers.add(networks);
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L);
        forwarders = new LinkForwarders(providers);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        if (link != null) {
            link.close();
            link.close();
        }
        forwarders.close();
        device.close();
        Await.until("its threads have ended", () -> device.running().isEmpty());
        assertThat(networks.ports()).allMatch(port -> port.closes() == 1, "closed once");
        leaks.awaitNone();
    }

    private void plugIn() throws IOException {
        link = forwarders.open(device, "fake://one");
    }

    private void awaitState(ForwarderState state) throws Exception {
        Await.until("the link is " + state + " and has said so", () -> {
            List<ForwarderState> told = device.states();
            return link.status().state() == state && told.get(told.size() - 1) == state;
        });
    }

    /** Numbers of the frames that a port was given. */
    private static List<Long> numbers(FakePort port) {
        return port.sent().stream().map(Frames::number).toList();
    }

    private void send(long number) throws Exception {
        device.send(frame(1, 2, 60, number));
    }

    @Test
    void movesFramesBothWays() throws Exception {
        plugIn();
        FakePort port = networks.last();
        byte[] out = frame(1, 2, 9234, 1);
        byte[] in = frame(2, 1, 1514, 2);

        device.send(out);
        port.incoming(in);

        assertThat(device.receive()).isEqualTo(in);
        Await.until("the frame is sent", () -> port.sent().size() == 1);
        assertThat(port.sent()).containsExactly(out);
        assertThat(link.network()).isEqualTo("fake://one");
        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(link.status().scheme()).isEqualTo("fake");
        assertThat(link.status().error()).isEmpty();
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED);
        assertThat(port.context().link()).isEqualTo("vde0");
        assertThat(port.context().stack()).isEqualTo("test");
        assertThat(port.context().mac()).isEqualTo(device.mac());
        assertThat(port.context().mtu()).isEqualTo(1500);
    }

    @Test
    void anInProcessNetworkDeliversByTheContext() throws Exception {
        plugIn();
        byte[] in = frame(2, 1, 60, 1);

        networks.last().context().ingress().deliver(Frames.batch(in), 0, 1);

        assertThat(device.receive()).isEqualTo(in);
        assertThat(link.statistics().receiveFrames()).isEqualTo(1);
    }

    @Test
    void leavesNothingWhenTheNetworkCannotBeOpened() {
        networks.refuse("no carrier");

        assertThatIOException().isThrownBy(this::plugIn).withMessage("no carrier");
        assertThat(device.running()).isEmpty();
    }

    @Test
    void refusesANetworkOfAnUnknownKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forwarders.open(device, "nope://one"))
                .withMessageContaining("scheme nope")
                .withMessageContaining("fake://");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forwarders.open(device, "one"))
                .withMessageContaining("'one'");
        assertThat(device.running()).isEmpty();
    }

    @Test
    void aLossDuringTheOpeningFailsIt() {
        networks.opening(context -> {
            context.down("lost already");
            return new FakePort(context);
        });

        assertThatIOException().isThrownBy(this::plugIn).withMessageContaining("lost already");
    }

    @Test
    void aSwapOpensTheNewNetworkBeforeItLeavesTheOld() throws Exception {
        plugIn();
        send(1);
        FakePort before = networks.last();
        Await.until("the frame is sent", () -> before.sent().size() == 1);

        link.connect("fake://two");

        send(2);
        FakePort after = networks.last();
        Await.until("the frame is sent", () -> after.sent().size() == 1);
        assertThat(numbers(before)).containsExactly(1L);
        assertThat(numbers(after)).containsExactly(2L);
        assertThat(networks.openBefore()).containsExactly(0, 1);
        assertThat(before.closes()).isEqualTo(1);
        assertThat(link.network()).isEqualTo("fake://two");
        assertThat(link.statistics().swaps()).isEqualTo(1);
        assertThat(link.statistics().transmitFrames()).as("counters survive").isEqualTo(2);
        assertThat(link.statistics().reconnects()).isZero();
        assertThat(device.states()).containsExactly(ForwarderState.CONNECTED, ForwarderState.CONNECTED);
    }

    @Test
    void framesThatTheOldNetworkDidNotTakeGoToTheNewOne() throws Exception {
        plugIn();
        networks.last().room(0);
        send(1);
        send(2);

        link.connect("fake://two");

        FakePort after = networks.last();
        Await.until("the frames are sent", () -> after.sent().size() == 2);
        assertThat(numbers(after)).containsExactly(1L, 2L);
    }

    @Test
    void aSwapThatFailsChangesNothing() throws Exception {
        plugIn();
        FakePort port = networks.last();
        ForwarderStatus status = link.status();
        networks.refuse("no carrier");

        assertThatIOException().isThrownBy(() -> link.connect("fake://two")).withMessage("no carrier");
        assertThatIllegalArgumentException().isThrownBy(() -> link.connect("nope://two"));

        send(1);
        Await.until("the frame is sent", () -> port.sent().size() == 1);
        assertThat(link.network()).isEqualTo("fake://one");
        assertThat(link.status()).isEqualTo(status);
        assertThat(link.statistics().swaps()).isZero();
        assertThat(port.closes()).isZero();
    }

    @Test
    void looksForANetworkThatIsLost() throws Exception {
        plugIn();
        FakePort port = networks.last();
        networks.refuse("no carrier");

        port.context().down("cut off");

        awaitState(ForwarderState.DISCONNECTED);
        assertThat(device.statuses().get(1).error()).contains("cut off");
        assertThat(port.closes()).isEqualTo(1);
        send(1);
        Await.until("the frame is dropped", () -> link.statistics().drops().get(DropReason.DISCONNECTED) == 1);
        Await.until(
                "it has tried in vain",
                () -> link.status().error().orElseThrow().equals("no carrier"));
        assertThat(link.status().since())
                .as("it has been disconnected since then")
                .isEqualTo(device.statuses().get(1).since());

        networks.opening(FakePort::new);
        awaitState(ForwarderState.CONNECTED);
        send(2);
        Await.until("the frame is sent", () -> networks.last().sent().size() == 1);
        assertThat(link.status().reconnects()).isEqualTo(1);
        assertThat(link.status().error()).isEmpty();
        assertThat(link.statistics().reconnects()).isEqualTo(1);
        assertThat(link.statistics().swaps()).isZero();
        assertThat(device.states())
                .startsWith(ForwarderState.CONNECTED, ForwarderState.DISCONNECTED)
                .endsWith(ForwarderState.CONNECTED);
    }

    static List<Throwable> failures() {
        return List.of(new IOException("cut off"), new IllegalStateException("cut off"), new LinkageError("cut off"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aSendThatFailsIsALoss(Throwable failure) throws Exception {
        plugIn();
        FakePort port = networks.last();
        port.failSending(failure);

        send(1);

        Await.until("the network is found again", () -> link.statistics().reconnects() == 1);
        assertThat(device.statuses().get(1).error().orElseThrow()).contains("cut off");
        send(2);
        Await.until("the frame is sent", () -> networks.last().sent().size() == 1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aReceiveThatFailsIsALoss(Throwable failure) throws Exception {
        plugIn();
        networks.last().failReceiving(failure);

        Await.until("the network is found again", () -> link.statistics().reconnects() == 1);
        byte[] in = frame(2, 1, 60, 1);
        networks.last().incoming(in);
        assertThat(device.receive()).isEqualTo(in);
        assertThat(device.statuses().get(1).error().orElseThrow()).contains("cut off");
    }

    @Test
    void lateReportsAreIgnored() throws Exception {
        plugIn();
        FakePort before = networks.last();
        link.connect("fake://two");
        ForwarderStatus status = link.status();

        before.context().down("too late");
        Await.until("the report was heard", () -> device.running().isEmpty());

        assertThat(link.status()).isEqualTo(status);
        assertThat(networks.last().closes()).isZero();
    }

    @Test
    void onlyTheFirstReportOfAPortCounts() throws Exception {
        plugIn();
        FakePort port = networks.last();
        networks.refuse("no carrier");

        port.context().down("first");
        port.context().down("second");

        awaitState(ForwarderState.DISCONNECTED);
        assertThat(device.statuses().get(1).error()).contains("first");
        assertThat(device.statuses())
                .extracting(ForwarderStatus::error)
                .noneMatch(error -> error.filter("second"::equals).isPresent());
    }

    @Test
    void swapsWhileItIsDisconnected() throws Exception {
        plugIn();
        networks.refuse("no carrier");
        networks.last().context().down("cut off");
        awaitState(ForwarderState.DISCONNECTED);
        networks.opening(context -> {
            if (!Thread.currentThread().getName().equals("vdestack-test-vde0-open")) {
                throw new IOException("still not there");
            }
            return new FakePort(context);
        });

        link.connect("fake://two");

        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(link.network()).isEqualTo("fake://two");
        assertThat(link.statistics().swaps()).isEqualTo(1);
    }

    @Test
    void closesWhileItIsDisconnected() throws Exception {
        plugIn();
        networks.refuse("no carrier");
        networks.last().context().down("cut off");
        awaitState(ForwarderState.DISCONNECTED);
        networks.opening(FakePort::new);

        link.close();

        Await.until("its threads have ended", () -> device.running().isEmpty());
        assertThat(networks.ports()).allMatch(port -> port.closes() == 1);
        assertThatIOException().isThrownBy(() -> link.connect("fake://two")).withMessageContaining("gone");
    }

    @Test
    void anInterfaceThatIsGoneEndsTheLink() throws Exception {
        plugIn();

        device.vanish();

        awaitState(ForwarderState.DISCONNECTED);
        assertThat(link.status().error().orElseThrow()).contains("vde0");
        assertThat(networks.last().closes()).isEqualTo(1);
        assertThatIOException().isThrownBy(() -> link.connect("fake://two")).withMessageContaining("gone");
        Await.until("its threads have ended", () -> device.running().isEmpty());
        assertThat(networks.ports()).allMatch(port -> port.closes() == 1);
    }

    @Test
    void anInterfaceThatGoesWhileThereIsNoNetworkEndsTheSearch() throws Exception {
        plugIn();
        networks.refuse("no carrier");
        networks.last().context().down("cut off");
        awaitState(ForwarderState.DISCONNECTED);

        device.vanish();

        Await.until("it is known", () -> link.status().error().orElseThrow().contains("vde0"));
        Await.until("nothing is tried any more", () -> device.running().isEmpty());
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
    }

    @Test
    void closesWithoutWaitingForANetworkThatIsBeingOpened() throws Exception {
        plugIn();
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        networks.opening(context -> {
            opening.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new FakePort(context);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread swapping = new Thread(() -> {
            try {
                link.connect("fake://two");
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            }
        });
        swapping.start();
        opening.await();

        link.close();
        swapping.join();

        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessageContaining("gone");
        assertThat(networks.ports()).hasSize(1).allMatch(port -> port.closes() == 1);
    }

    @Test
    void aListenerMayChangeTheLinkFromAnyThread() throws Exception {
        plugIn();
        AtomicBoolean once = new AtomicBoolean();
        device.onChange(status -> {
            if (status.state() == ForwarderState.DISCONNECTED && once.compareAndSet(false, true)) {
                Thread other = new Thread(() -> {
                    try {
                        link.connect("fake://two");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                other.start();
                joinUninterruptibly(other);
            }
        });

        networks.last().context().down("cut off");

        Await.until("it is swapped", () -> link.network().equals("fake://two"));
        awaitState(ForwarderState.CONNECTED);
    }

    @Test
    void aListenerThatThrowsDoesNoHarm() throws Exception {
        plugIn();
        device.onChange(status -> {
            throw new IllegalStateException("from a listener");
        });

        networks.last().context().down("cut off");

        Await.until(
                "it is connected again and has said so",
                () -> device.states()
                        .equals(List.of(
                                ForwarderState.CONNECTED, ForwarderState.DISCONNECTED, ForwarderState.CONNECTED)));
    }

    private static void joinUninterruptibly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void survivesChangesFromManyThreadsAtOnce() throws Exception {
        plugIn();
        AtomicReference<Throwable> unexpected = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            int number = i;
            threads.add(new Thread(() -> {
                try {
                    for (int round = 0; round < 60; round++) {
                        if (random.nextInt(3) == 0) {
                            networks.last().context().down("round " + round);
                        } else if (number == 0) {
                            send(round);
                        } else {
                            link.connect("fake://" + number);
                        }
                    }
                } catch (Exception | AssertionError e) {
                    // a network may be reported as lost by another thread before it is in use
                    if (!(e instanceof IOException) || !e.getMessage().contains("lost at once")) {
                        unexpected.set(e);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(unexpected.get()).isNull();

        networks.last().context().down("the last");
        awaitState(ForwarderState.CONNECTED);
        link.connect("fake://end");
        byte[] in = frame(2, 1, 60, 1000);
        Await.until("it works", () -> {
            networks.last().incoming(in);
            byte[] received = device.poll();
            return received != null && Frames.number(received) == 1000;
        });
    }

    @Test
    void closesWhileOthersChangeIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (SocketLink other = new SocketLink("vde1", 0x02_00_00_00_00_02L)) {
                LinkForwarder victim = forwarders.open(other, "fake://one");
                FakePort port = networks.last();
                Thread swapping = new Thread(() -> {
                    try {
                        for (; ; ) {
                            victim.connect("fake://two");
                        }
                    } catch (IOException e) {
                        // closed: expected
                    }
                });
                swapping.start();
                port.context().down("cut off");

                victim.close();
                swapping.join();

                Await.until("its threads have ended", () -> other.running().isEmpty());
                assertThat(networks.ports()).allMatch(each -> each.closes() == 1);
            }
        }
    }
}

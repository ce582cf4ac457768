package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.api.DropReason;
import net.vdestack.api.ForwarderState;
import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.linux.expectation.Eventually;
import net.vdestack.linux.osgi.FakeForwarders.FakeLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DynamicForwardersTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeDevice device = new FakeDevice();
    private final FakeForwarders service = new FakeForwarders();
    private final FakeForwarders other = new FakeForwarders();
    /** What is to be tried again after a pause. */
    private final Queue<Runnable> inAWhile = new ConcurrentLinkedQueue<>();

    private final DynamicForwarders forwarders = new DynamicForwarders(Runnable::run, inAWhile::add);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private LinkForwarder openLink() throws IOException {
        forwarders.arrived(service);
        return forwarders.open(device, "lan://a");
    }

    @Test
    void opensWithTheServiceThatIsThere() throws Exception {
        LinkForwarder link = openLink();

        assertThat(service.calls).containsExactly("open lan://a");
        assertThat(link.network()).isEqualTo("lan://a");
        assertThat(link.status()).isEqualTo(service.only().status());
        assertThat(device.told).containsExactly(link.status());
        assertThat(forwarders.defaultMtu("lan://a", device.underlay())).isEqualTo(1434);
    }

    @Test
    void lendsTheDeviceAsItIs() throws Exception {
        openLink();

        assertThat(service.only().device)
                .returns("blue", each -> each.stack())
                .returns("vde0", each -> each.name())
                .returns(FakeDevice.MAC, each -> each.mac())
                .returns(1400, each -> each.mtu())
                .returns(42, each -> each.descriptor());
    }

    @Test
    void saysWhatToStartWhenNoServiceIsThere() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> forwarders.open(device, "lan://a"))
                .withMessageContaining("start the bundle net.vdestack.forwarder");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> forwarders.defaultMtu("lan://a", device.underlay()))
                .withMessageContaining("start the bundle net.vdestack.forwarder");
    }

    @Test
    void aLinkThatCouldNotBeOpenedIsForgotten() {
        forwarders.arrived(service);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> forwarders.open(device, "no://"));
        forwarders.arrived(other);

        assertThat(other.calls).isEmpty();
    }

    @Test
    void aRestoredLinkWaitsForAService() throws Exception {
        LinkForwarder link = forwarders.restore(device, "lan://a");

        assertThat(link.network()).isEqualTo("lan://a");
        assertThat(link.status().scheme()).isEqualTo("lan");
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error())
                .hasValueSatisfying(error -> assertThat(error).contains("start the bundle"));

        forwarders.arrived(service);

        assertThat(service.calls).containsExactly("restore lan://a");
        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(device.lastTold()).isEqualTo(link.status());
    }

    @Test
    void aMalformedLocatorIsRefusedThoughNoServiceIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forwarders.restore(device, "lan"))
                .withMessageContaining("'lan'");
    }

    @Test
    void whenTheServiceLeavesItsLinksAreClosedAndSayWhy() throws Exception {
        LinkForwarder link = openLink();

        forwarders.left(service);

        assertThat(service.only().isClosed()).isTrue();
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error())
                .hasValueSatisfying(error -> assertThat(error).contains("forwarder side is away"));
        assertThat(device.lastTold()).isEqualTo(link.status());
        assertThat(link.network()).isEqualTo("lan://a");
    }

    @Test
    void whenAServiceComesBackLinksAreRestoredWhereTheyWere() throws Exception {
        LinkForwarder link = openLink();
        link.connect("lan://b");
        forwarders.left(service);

        forwarders.arrived(other);

        assertThat(other.calls).containsExactly("restore lan://b");
        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(device.lastTold()).isEqualTo(link.status());
    }

    @Test
    void anotherServiceTakesOverAndTheFormerIsLeftFirst() throws Exception {
        AtomicInteger open = new AtomicInteger();
        FakeForwarders former = new FakeForwarders(open);
        FakeForwarders next = new FakeForwarders(open);
        next.whileOpening = () -> assertThat(open).hasValue(0);
        forwarders.arrived(former);
        LinkForwarder link = forwarders.open(device, "lan://a");

        forwarders.arrived(next);
        forwarders.left(former);

        assertThat(next.calls).containsExactly("restore lan://a");
        assertThat(next.only().isClosed()).isFalse();
        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
    }

    @Test
    void whatWasCountedIsKept() throws Exception {
        LinkForwarder link = openLink();
        link.connect("vxvde://b");
        service.only().count(10);
        forwarders.left(service);

        assertThat(link.statistics()).isEqualTo(statistics(10, 0, 1));

        forwarders.arrived(other);
        other.only().count(1);
        link.connect("vxvde://c");

        assertThat(link.statistics()).isEqualTo(statistics(11, 1, 2));
        forwarders.left(other);
        assertThat(link.statistics()).isEqualTo(statistics(11, 1, 2));
    }

    private static LinkStatistics statistics(long frames, long reconnects, long swaps) {
        return new LinkStatistics(
                "vde0",
                "vxvde",
                frames,
                frames * 60,
                frames * 2,
                frames * 120,
                Map.of(DropReason.OVERSIZE, frames * 3),
                reconnects,
                swaps);
    }

    @Test
    void aReturnIsAReconnectUnlessTheServiceHasCountedIt() throws Exception {
        LinkForwarder link = openLink();
        service.only().becomes(ForwarderState.CONNECTED, 2, null);
        assertThat(link.status().reconnects()).isEqualTo(2);

        forwarders.left(service);
        other.stateOfRestored = ForwarderState.DISCONNECTED;
        forwarders.arrived(other);
        assertThat(link.status().reconnects()).isEqualTo(2);
        other.only().becomes(ForwarderState.CONNECTED, 1, null);

        assertThat(link.status().reconnects()).isEqualTo(3);
        assertThat(device.lastTold()).isEqualTo(link.status());
    }

    @Test
    void aClosedLinkStaysOut() throws Exception {
        LinkForwarder link = openLink();

        link.close();
        link.close();
        forwarders.left(service);
        forwarders.arrived(other);

        assertThat(service.calls).containsExactly("open lan://a", "close lan://a");
        assertThat(other.calls).isEmpty();
    }

    @Test
    void aLinkThatCannotBeRestoredSaysWhyAndIsTriedWithTheNextService() throws Exception {
        LinkForwarder link = openLink();
        forwarders.left(service);
        other.whileOpening = () -> {
            throw new IOException("out of order");
        };

        forwarders.arrived(other);

        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(link.status().error())
                .hasValueSatisfying(error -> assertThat(error).contains("out of order"));
        assertThat(device.lastTold()).isEqualTo(link.status());

        FakeForwarders third = new FakeForwarders();
        forwarders.arrived(third);

        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
    }

    @Test
    void aLinkIsNotSwappedWhileThereIsNoService() throws Exception {
        LinkForwarder link = openLink();
        forwarders.left(service);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> link.connect("lan://b"))
                .withMessageContaining("stack blue, link vde0")
                .withMessageContaining("start the bundle net.vdestack.forwarder");
        assertThat(link.network()).isEqualTo("lan://a");
    }

    @Test
    void aLinkIsSwappedThoughItHasYetToFollowAServiceThatHasArrived() throws Exception {
        Queue<Runnable> later = new ArrayDeque<>();
        DynamicForwarders slow = new DynamicForwarders(later::add, inAWhile::add);
        LinkForwarder link = slow.restore(device, "lan://a");
        slow.arrived(service);

        link.connect("lan://b");
        later.forEach(Runnable::run);

        assertThat(service.calls).containsExactly("restore lan://a");
        assertThat(service.only().network()).isEqualTo("lan://b");
    }

    @Test
    void lateNewsOfAServiceThatHasLeftAreNotTold() throws Exception {
        LinkForwarder link = openLink();
        FakeLink former = service.only();
        forwarders.left(service);
        List<ForwarderStatus> before = List.copyOf(device.told);

        former.becomes(ForwarderState.CONNECTED, 7, null);

        assertThat(device.told).isEqualTo(before);
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
    }

    @Test
    void newsAreToldWithoutALock() throws Exception {
        LinkForwarder link = openLink();
        device.whenTold = () -> await(threads.submit(() -> {
            link.status();
            link.close();
            return null;
        }));

        forwarders.left(service);

        assertThat(service.only().isClosed()).isTrue();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Stops a thread on its way until it is let go. */
    private static final class Barrier implements FakeForwarders.Step {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void take() throws IOException {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private Thread start(Callable<?> task) {
        Thread thread = new Thread(() -> {
            try {
                task.call();
            } catch (Exception e) {
                // what it comes to is seen elsewhere
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitWaiting(Thread thread) throws Exception {
        Eventually.holds(() -> thread.getState() == Thread.State.WAITING, "it waits");
    }

    @Test
    void aServiceThatLeavesDoesNotWaitForWhatItIsOpening() throws Exception {
        Barrier opening = new Barrier();
        service.whileOpening = opening;
        forwarders.arrived(service);
        Future<LinkForwarder> opened = threads.submit(() -> forwarders.open(device, "lan://a"));
        opening.reached.await();

        forwarders.left(service);
        opening.released.countDown();

        LinkForwarder link = opened.get();
        assertThat(service.only().isClosed()).isTrue();
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);
        assertThat(device.lastTold()).isEqualTo(link.status());
    }

    @Test
    void aLinkThatCouldNotBeRestoredIsTriedAgainInAWhile() throws Exception {
        LinkForwarder link = openLink();
        forwarders.left(service);
        other.whileOpening = () -> {
            throw new IOException("out of order");
        };
        forwarders.arrived(other);
        inAWhile.remove().run();
        assertThat(link.status().state()).isEqualTo(ForwarderState.DISCONNECTED);

        other.whileOpening = () -> {};
        inAWhile.remove().run();

        assertThat(link.status().state()).isEqualTo(ForwarderState.CONNECTED);
        assertThat(device.lastTold()).isEqualTo(link.status());
        assertThat(inAWhile).isEmpty();
    }

    @Test
    void aServiceThatArrivesTakesOverWhatTheFormerIsOpening() throws Exception {
        DynamicForwarders concurrent = new DynamicForwarders(threads, inAWhile::add);
        Barrier opening = new Barrier();
        service.whileOpening = opening;
        concurrent.arrived(service);
        Future<LinkForwarder> opened = threads.submit(() -> concurrent.open(device, "lan://a"));
        opening.reached.await();

        concurrent.arrived(other);
        opening.released.countDown();
        LinkForwarder link = opened.get();

        Eventually.holds(() -> !other.links.isEmpty(), "it is taken over");
        Eventually.holds(() -> link.status().state() == ForwarderState.CONNECTED, "it is connected");
        assertThat(service.only().isClosed()).isTrue();
        assertThat(other.calls).containsExactly("restore lan://a");
    }

    @Test
    void aCaptureIsMadeByTheServiceThatIsThere() throws Exception {
        LinkForwarder link = openLink();
        WritableByteChannel channel = Channels.newChannel(OutputStream.nullOutputStream());

        forwarders.left(service);

        assertThatIOException().isThrownBy(() -> link.capture(channel)).withMessageContaining("net.vdestack.forwarder");
        forwarders.arrived(other);
        assertThat(link.capture(channel)).isSameAs(channel);
        assertThat(other.calls).containsExactly("restore lan://a", "capture lan://a");
    }

    @Test
    void aSwapInProgressFailsWhenTheServiceLeaves() throws Exception {
        LinkForwarder link = openLink();
        Barrier connecting = new Barrier();
        service.whileConnecting = connecting;
        Future<?> swap = threads.submit(() -> {
            link.connect("lan://b");
            return null;
        });
        connecting.reached.await();

        forwarders.left(service);
        connecting.released.countDown();

        assertThat(swap).failsWithin(Duration.ofSeconds(20));
        forwarders.arrived(other);
        assertThat(other.calls).containsExactly("restore lan://a");
    }

    @Test
    void aLinkThatIsClosedWhileItIsBeingRestoredIsClosed() throws Exception {
        DynamicForwarders concurrent = new DynamicForwarders(threads, inAWhile::add);
        LinkForwarder link = concurrent.restore(device, "lan://a");
        Barrier opening = new Barrier();
        service.whileOpening = opening;
        concurrent.arrived(service);
        opening.reached.await();

        Thread closer = start(() -> {
            link.close();
            return null;
        });
        awaitWaiting(closer);
        opening.released.countDown();
        closer.join();

        assertThat(service.only().isClosed()).isTrue();
    }

    /** Whatever happens in whatever order: never two at once, and none left over. */
    @Test
    void aLinkIsPluggedIntoAtMostOneServiceWhateverHappens() throws Exception {
        for (int round = 0; round < 20; round++) {
            AtomicInteger open = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            DynamicForwarders concurrent = new DynamicForwarders(threads, inAWhile::add);
            LinkForwarder link = concurrent.restore(device, "lan://a");
            List<Future<?>> busy = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FakeForwarders mine = new FakeForwarders(open);
                mine.whileOpening = () -> most.accumulateAndGet(open.get() + 1, Math::max);
                busy.add(threads.submit(() -> {
                    for (int j = 0; j < 50; j++) {
                        concurrent.arrived(mine);
                        concurrent.left(mine);
                    }
                    return null;
                }));
            }
            Random random = new Random(round);
            busy.add(threads.submit(() -> {
                for (int j = 0; j < 50; j++) {
                    try {
                        link.connect("lan://" + random.nextInt(3));
                    } catch (IOException e) {
                        // no service, at the moment
                    }
                }
                return null;
            }));
            for (Future<?> each : busy) {
                each.get();
            }

            Eventually.holds(() -> open.get() == 0, "what was being opened for a service that left is closed");
            assertThat(most.get()).isLessThanOrEqualTo(1);
            FakeForwarders last = new FakeForwarders(open);
            concurrent.arrived(last);
            Eventually.holds(() -> link.status().state() == ForwarderState.CONNECTED, "it is connected in the end");
            link.close();
            assertThat(open).hasValue(0);
        }
    }
}

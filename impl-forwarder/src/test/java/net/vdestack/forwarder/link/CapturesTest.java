package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.LinkForwarder;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.capture.Capture;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.CaptureChannel;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.FakeProvider;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.forwarder.fixture.Pcapng;
import net.vdestack.forwarder.fixture.Pcapng.Packet;
import net.vdestack.forwarder.fixture.SocketLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CapturesTest {
    private final FakeProvider networks = new FakeProvider();
    private final CaptureChannel channel = new CaptureChannel();
    private Leaks leaks;
    private SocketLink device;
    private LinkForwarders forwarders;
    private LinkForwarder link;
    private FakePort port;

    @BeforeEach
    void plugIn() throws IOException {
        leaks = Leaks.since();
        Providers providers = new Providers();
        providers.add(networks);
        device = new SocketLink("vde0", 0x02_00_00_00_00_01L);
        forwarders = new LinkForwarders(providers);
        link = forwarders.open(device, "fake://one");
        port = networks.last();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        channel.release();
        forwarders.close();
        device.close();
        Await.until("its threads have ended", () -> device.running().isEmpty());
        assertThat(channel.isOpen()).isFalse();
        leaks.awaitNone();
    }

    private void send(long number) throws Exception {
        device.send(frame(1, 2, 60, number));
    }

    private void awaitSent(int frames) throws Exception {
        Await.until(frames + " frames are sent", () -> networks.last().sent().size() == frames);
    }

    private void awaitPackets(int packets) throws Exception {
        Await.until(
                packets + " packets are captured",
                () -> channel.read().packets().size() == packets);
    }

    private static List<Long> numbers(Pcapng captured) {
        return captured.packets().stream()
                .map(packet -> Frames.number(packet.bytes()))
                .toList();
    }

    private static List<String> comments(Pcapng captured) {
        return captured.packets().stream().map(Packet::comment).toList();
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    @Test
    void recordsBothDirectionsAndEndsWithStatistics() throws Exception {
        byte[] out = frame(1, 2, 9234, 1);
        byte[] in = frame(2, 1, 61, 2);
        long before = nanos(Instant.now());
        Closeable capture = link.capture(channel);
        Await.until("the head is there", () -> channel.read().interfaces().equals(List.of("test/vde0")));

        device.send(out);
        awaitSent(1);
        awaitPackets(1);
        port.incoming(in);
        assertThat(device.receive()).isEqualTo(in);
        awaitPackets(2);
        assertThat(channel.read().isComplete()).isFalse();
        capture.close();
        capture.close();

        Pcapng captured = channel.read();
        long after = nanos(Instant.now());
        assertThat(captured.isComplete()).isTrue();
        assertThat(captured.received()).isEqualTo(2);
        assertThat(captured.missed()).isZero();
        Packet first = captured.packets().get(0);
        Packet second = captured.packets().get(1);
        assertThat(first.bytes()).isEqualTo(out);
        assertThat(first.inbound()).isFalse();
        assertThat(second.bytes()).isEqualTo(in);
        assertThat(second.inbound()).isTrue();
        assertThat(second.time()).isGreaterThanOrEqualTo(first.time());
        // the wall clock may be set meanwhile, but not by much
        long tolerance = TimeUnit.MINUTES.toNanos(1);
        assertThat(first.time()).isBetween(before - tolerance, after + tolerance);
        assertThat(comments(captured)).containsOnlyNulls();
        assertThat(channel.isOpen()).isFalse();
        Await.until(
                "its thread has ended",
                () -> device.running().stream()
                        .noneMatch(thread -> thread.getName().endsWith("-capture")));
    }

    @Test
    void seesNothingOfWhatPassesBeforeAndAfter() throws Exception {
        send(1);
        awaitSent(1);
        Closeable capture = link.capture(channel);
        send(2);
        awaitSent(2);
        capture.close();
        send(3);
        awaitSent(3);

        assertThat(numbers(channel.read())).containsExactly(2L);
    }

    @Test
    void saysWhyAFrameWasDropped() throws Exception {
        link.capture(channel);
        port.incoming(frame(2, 1, 13, 1));
        port.incoming(frame(2, 1, 9235, 1));
        awaitPackets(2);
        port.withoutWriteDescriptor();
        port.room(0);
        send(3);
        awaitPackets(3);
        port.failSending(new IOException("cut"));
        send(4);
        awaitPackets(4);

        link.close();

        Pcapng captured = channel.read();
        assertThat(comments(captured))
                .containsExactly("dropped: runt", "dropped: oversize", "dropped: queueFull", "dropped: disconnected");
        assertThat(captured.packets()).extracting(Packet::inbound).containsExactly(true, true, false, false);
        assertThat(captured.packets().get(1).bytes()).isEqualTo(frame(2, 1, 9235, 1));
        assertThat(captured.isComplete()).isTrue();
        assertThat(link.statistics().drops())
                .containsEntry(DropReason.RUNT, 1L)
                .containsEntry(DropReason.OVERSIZE, 1L)
                .containsEntry(DropReason.QUEUE_FULL, 1L)
                .containsEntry(DropReason.DISCONNECTED, 1L);
    }

    @Test
    void whatWaitsForTheNetworkIsRecordedOnceWhenItIsSent() throws Exception {
        Closeable capture = link.capture(channel);
        port.room(0);
        send(1);
        send(2);
        port.incoming(frame(2, 1, 60, 3));
        awaitPackets(1);

        port.room(1);
        awaitSent(1);
        port.room(5);
        awaitSent(2);
        capture.close();

        assertThat(numbers(channel.read())).containsExactly(3L, 1L, 2L);
        assertThat(channel.read().received()).isEqualTo(3);
    }

    @Test
    void goesOnOverSwaps() throws Exception {
        Closeable capture = link.capture(channel);
        send(1);
        awaitSent(1);
        link.connect("fake://two");
        send(2);
        awaitSent(1);
        networks.last().incoming(frame(2, 1, 60, 3));
        device.receive();
        capture.close();

        assertThat(numbers(channel.read())).containsExactly(1L, 2L, 3L);
        assertThat(channel.read().interfaces()).hasSize(1);
    }

    @Test
    void aLinkMayHaveSeveral() throws Exception {
        CaptureChannel other = new CaptureChannel();
        Closeable first = link.capture(channel);
        send(1);
        awaitSent(1);
        Closeable second = link.capture(other);
        send(2);
        awaitSent(2);
        port.incoming(frame(2, 1, 60, 3));
        device.receive();
        awaitPackets(3);
        first.close();
        send(4);
        awaitSent(3);
        second.close();

        assertThat(numbers(channel.read())).containsExactly(1L, 2L, 3L);
        assertThat(numbers(other.read())).containsExactly(2L, 3L, 4L);
    }

    @Test
    void theAnswerStandsBehindTheQuestionThoughItComesBeforeTheQuestionIsSent() throws Exception {
        List<Capture> ended = new ArrayList<>();
        Capture capture = Capture.start(channel, device, ended::add);
        FrameBatch question = Frames.batch(frame(1, 2, 60, 1));
        FrameBatch answer = Frames.batch(frame(2, 1, 60, 2));
        CapturedInlet inlet = new CapturedInlet(capture, (batch, slot) -> null);
        CapturedOutlet outlet = new CapturedOutlet(
                capture,
                (batch, from) -> {
                    inlet.deliver(answer, 0);
                    return 1;
                },
                1);

        outlet.send(question, 0);
        capture.close();

        assertThat(numbers(channel.read())).containsExactly(1L, 2L);
        assertThat(ended).contains(capture);
    }

    @Test
    void aChannelThatTakesLittleAtATimeGetsItAll() throws Exception {
        channel.trickle(100);
        Closeable capture = link.capture(channel);
        for (int i = 0; i < 5; i++) {
            send(i);
        }
        awaitSent(5);
        capture.close();

        assertThat(numbers(channel.read())).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(channel.read().isComplete()).isTrue();
    }

    @Test
    void aChannelThatFailsEndsTheCaptureAndNothingElse() throws Exception {
        CaptureChannel other = new CaptureChannel();
        link.capture(other);
        link.capture(channel);
        channel.fail(new IOException("the viewer has gone"));

        send(1);

        Await.until("the capture has closed its channel", () -> !channel.isOpen());
        send(2);
        awaitSent(2);
        link.close();
        assertThat(numbers(other.read())).containsExactly(1L, 2L);
        assertThat(link.statistics().transmitFrames()).isEqualTo(2);
        assertThat(link.statistics().drops())
                .allSatisfy((reason, count) -> assertThat(count).isZero());
    }

    /** More than fits into the queue. */
    @Test
    void aChannelThatBlocksCostsTheLinkNothingAndTheCaptureSaysWhatIsMissing() throws Exception {
        int frames = 1000;
        channel.block();
        Closeable capture = link.capture(channel);
        Await.until("it blocks", channel::isBlocking);

        for (int i = 0; i < frames; i++) {
            device.send(frame(1, 2, 9000, i));
        }
        awaitSent(frames);
        channel.release();
        // as many as fit into the queue
        awaitPackets((4 << 20) / 9024);
        send(frames);
        awaitSent(frames + 1);
        capture.close();

        Pcapng captured = channel.read();
        assertThat(captured.received()).isEqualTo(frames + 1);
        assertThat(captured.missed()).isPositive();
        assertThat(captured.packets()).hasSize((int) (captured.received() - captured.missed()));
        assertThat(captured.packets().stream().mapToLong(Packet::missed).sum()).isEqualTo(captured.missed());
        assertThat(link.statistics().transmitFrames()).isEqualTo(frames + 1);
        assertThat(link.statistics().drops())
                .allSatisfy((reason, count) -> assertThat(count).isZero());
    }

    @Test
    void aLinkIsClosedThoughAChannelBlocks() throws Exception {
        channel.block();
        link.capture(channel);
        Await.until("it blocks", channel::isBlocking);

        link.close();

        assertThat(channel.isOpen()).isFalse();
        Await.until("it has let go", () -> !channel.isBlocking());
    }

    @Test
    void aLinkIsClosedThoughAChannelDoesNotEvenLetItselfBeClosed() throws Exception {
        channel.beStubborn();
        channel.block();
        link.capture(channel);
        Await.until("it blocks", channel::isBlocking);

        link.close();

        assertThat(channel.isBlocking()).isTrue();
    }

    @Test
    void endsWithTheLink() throws Exception {
        link.capture(channel);
        send(1);
        awaitSent(1);

        link.close();

        assertThat(numbers(channel.read())).containsExactly(1L);
        assertThat(channel.read().isComplete()).isTrue();
        CaptureChannel late = new CaptureChannel();
        assertThatIOException().isThrownBy(() -> link.capture(late)).withMessageContaining("vde0");
        assertThat(late.isOpen()).isTrue();
    }

    @Test
    void endsWithTheInterface() throws Exception {
        link.capture(channel);

        device.vanish();

        Await.until("the channel is closed", () -> !channel.isOpen());
        assertThat(channel.read().isComplete()).isTrue();
    }

    @Test
    void twoMayEndItAtOnce() throws Exception {
        Closeable capture = link.capture(channel);
        FutureTask<Void> other = new FutureTask<>(() -> {
            capture.close();
            return null;
        });
        new Thread(other).start();
        capture.close();
        other.get();

        assertThat(channel.read().isComplete()).isTrue();
    }

    @Test
    void refusesAClosedChannel() throws Exception {
        channel.close();

        assertThatThrownBy(() -> link.capture(channel)).isInstanceOf(ClosedChannelException.class);
    }
}

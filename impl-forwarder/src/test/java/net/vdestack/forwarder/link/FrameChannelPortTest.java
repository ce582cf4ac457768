package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.FakeChannel;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameChannelPortTest {
    private static final int QUEUE = 256;

    private final FakeContext context = new FakeContext();
    private Leaks leaks;
    private FakeChannel channel;
    private FramePort port;

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leaks = Leaks.since();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        if (port != null) {
            port.close();
            assertThat(channel.closes()).isEqualTo(1);
        }
        leaks.awaitNone();
    }

    private void open(int permits) throws IOException {
        channel = new FakeChannel(permits);
        port = FrameChannelPort.open(channel, "vdestack-channel-test", Thread::new, context);
    }

    private static boolean isReady(int descriptor, short events) throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, descriptor, events);
            return set.poll(0) == 1;
        }
    }

    private boolean isReadable() throws IOException {
        return isReady(port.readDescriptor(), PollSet.POLLIN);
    }

    private boolean isWritable() throws IOException {
        return isReady(port.writeDescriptor(), PollSet.POLLOUT);
    }

    private static byte[][] frames(int count) {
        return LongStream.range(0, count).mapToObj(i -> frame(1, 2, 60, i)).toArray(byte[][]::new);
    }

    @Test
    void bringsWhatTheChannelReceives() throws Exception {
        open(0);
        assertThat(isReadable()).isFalse();
        byte[] small = frame(1, 2, 14, 1);
        byte[] large = frame(1, 2, 9234, 2);
        channel.incoming(small);
        channel.incoming(large);
        FrameBatch batch = batch(8);

        Await.until("both are there", () -> isReadable() && port.receive(batch) >= 0 && batch.size() == 2);

        assertThat(Frames.bytes(batch, 0)).isEqualTo(small);
        assertThat(Frames.bytes(batch, 1)).isEqualTo(large);
        assertThat(isReadable()).isFalse();
        assertThat(port.receive(batch)).isZero();
    }

    @Test
    void staysReadableUntilAllIsTaken() throws Exception {
        open(0);
        for (byte[] frame : frames(5)) {
            channel.incoming(frame);
        }
        List<Long> received = new ArrayList<>();
        FrameBatch batch = batch(2);
        while (received.size() < 5) {
            Await.until("there is more", this::isReadable);
            batch.clear();
            int count = port.receive(batch);
            assertThat(count).isBetween(1, 2);
            for (int slot = 0; slot < count; slot++) {
                received.add(Frames.number(Frames.bytes(batch, slot)));
            }
        }

        assertThat(received).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(isReadable()).isFalse();
    }

    @Test
    void makesAFastNetworkWait() throws Exception {
        open(0);
        int sent = 2000;
        for (byte[] frame : frames(sent)) {
            channel.incoming(frame);
        }
        Await.until("the queue is full", () -> channel.waiting() == sent - QUEUE);
        List<Long> received = new ArrayList<>();
        FrameBatch batch = batch(64);

        while (received.size() < sent) {
            Await.until("there is more", this::isReadable);
            batch.clear();
            port.receive(batch);
            for (int slot = 0; slot < batch.size(); slot++) {
                received.add(Frames.number(Frames.bytes(batch, slot)));
            }
        }

        assertThat(received)
                .containsExactlyElementsOf(LongStream.range(0, sent).boxed().toList());
        assertThat(context.drops()).isZero();
    }

    @Test
    void sendsInOrder() throws Exception {
        open(1000);
        byte[][] frames = frames(100);

        assertThat(port.send(batch(frames), 0)).isEqualTo(100);

        Await.until("all are sent", () -> channel.sent().size() == 100);
        assertThat(channel.sent()).containsExactly(frames);
        assertThat(isWritable()).isTrue();
    }

    @Test
    void takesNoMoreThanASlowNetworkDoes() throws Exception {
        open(0);
        int sent = QUEUE + 100;
        FrameBatch batch = batch(frames(sent));

        int taken = port.send(batch, 0);
        assertThat(taken).isEqualTo(QUEUE);
        assertThat(isWritable()).isFalse();
        assertThat(port.send(batch, taken)).isZero();

        for (int next = taken; next < sent; ) {
            channel.permit(10);
            Await.until("there is room", this::isWritable);
            next += port.send(batch, next);
        }
        channel.permit(sent);
        Await.until("all are sent", () -> channel.sent().size() == sent);
        assertThat(channel.sent().stream().map(Frames::number))
                .containsExactlyElementsOf(LongStream.range(0, sent).boxed().toList());
        assertThat(isWritable()).isTrue();
    }

    @Test
    void marksWhatTheNetworkNeverTakes() throws Exception {
        open(1000);
        byte[] good = frame(1, 2, 1514, 1);
        FrameBatch batch = batch(frame(1, 2, 1515, 2), good, frame(1, 2, 13, 3));

        assertThat(port.send(batch, 0)).isEqualTo(3);

        Await.until("the good one is sent", () -> channel.sent().size() == 1);
        assertThat(channel.sent()).containsExactly(good);
        assertThat(batch.dropped(0)).isEqualTo(DropReason.OVERSIZE);
        assertThat(batch.dropped(1)).isNull();
        assertThat(batch.dropped(2)).isEqualTo(DropReason.RUNT);
    }

    @Test
    void saysOnceThatTheNetworkHasEnded() throws Exception {
        open(1000);
        channel.end();

        Await.until("it has said so", () -> !context.downs().isEmpty());
        port.close();

        assertThat(context.downs()).containsExactly("the network has ended");
    }

    @Test
    void saysWhyTheNetworkIsLost() throws Exception {
        open(1000);
        channel.fail(new IOException("cut off"));

        Await.until("it has said so", () -> !context.downs().isEmpty());

        assertThat(context.downs().get(0)).isEqualTo("cut off");
    }

    @Test
    void closingWakesBothThreadsAndIsNoLoss() throws Exception {
        open(0);
        port.send(batch(frames(2)), 0);

        port.close();

        assertThat(context.downs()).isEmpty();
        assertThat(channel.closes()).isEqualTo(1);
    }

    @Test
    void countsWhatIsLeftInItsQueuesWhenItIsClosed() throws Exception {
        open(1);
        channel.stubborn();
        port.send(batch(frames(4)), 0);
        Await.until("one is sent", () -> channel.sent().size() == 1);
        for (byte[] frame : frames(5)) {
            channel.incoming(frame);
        }
        Await.until("all came in", () -> channel.waiting() == 0);
        FrameBatch batch = batch(1);
        Await.until("the first came through", () -> port.receive(batch) == 1);

        port.close();

        assertThat(context.drops(DropReason.DISCONNECTED)).isEqualTo(3 + 4);
    }

    @Test
    void interruptsAChannelThatDoesNotLetGo() throws Exception {
        open(0);
        channel.stubborn();
        port.send(batch(frames(1)), 0);

        port.close();

        leaks.awaitNone();
        assertThat(context.downs()).isEmpty();
    }

    @Test
    void closesTheChannelWhenThereIsNoThreadToBeHad() {
        FakeChannel unused = new FakeChannel(0);

        assertThatThrownBy(() -> FrameChannelPort.open(
                        unused,
                        "vdestack-channel-test",
                        task -> {
                            throw new IllegalStateException("no more threads");
                        },
                        context))
                .isInstanceOf(IllegalStateException.class);
        assertThat(unused.closes()).isEqualTo(1);
    }
}

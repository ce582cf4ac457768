package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiveLaneTest {
    private final LinkCounters counters = new LinkCounters();
    private SocketPair pair;
    private FakePort port;
    private TapSink sink;
    private final BufferPool<ReceiveBuffers> buffers = new BufferPool<>(1, ReceiveBuffers::new);
    private ReceiveLane lane;

    @BeforeEach
    void open() throws IOException {
        pair = SocketPair.open();
        port = new FakePort(new FakeContext());
        sink = new TapSink(pair.near().number(), Set.of(), counters);
        lane = new ReceiveLane(port, sink, buffers);
    }

    @AfterEach
    void close() {
        lane.close();
        buffers.trim();
        port.close();
        pair.close();
    }

    private LinkStatistics statistics() {
        return counters.snapshot("vde0", "fake");
    }

    @Test
    void movesWhatComesFromTheNetwork() throws IOException {
        byte[] small = frame(1, 2, 14, 1);
        byte[] large = frame(1, 2, 9234, 2);
        port.incoming(small);
        port.incoming(large);

        assertThat(lane.turn()).isEqualTo(2);

        assertThat(SocketPair.receive(pair.far())).isEqualTo(small);
        assertThat(SocketPair.receive(pair.far())).isEqualTo(large);
        assertThat(statistics().receiveFrames()).isEqualTo(2);
        assertThat(statistics().receiveBytes()).isEqualTo(14 + 9234);
        assertThat(lane.turn()).isZero();
    }

    @Test
    void waitsForThePort() throws IOException {
        try (PollSet set = new PollSet(1)) {
            set.watch(0, lane.awaitedDescriptor(), (short) lane.awaitedEvents());
            assertThat(set.poll(0)).isZero();

            port.incoming(frame(1, 2, 60, 1));
            set.watch(0, lane.awaitedDescriptor(), (short) lane.awaitedEvents());
            assertThat(set.poll(0)).isEqualTo(1);
        }
    }

    @Test
    void letsOthersGoFirstAfterFewFramesOnly() {
        assertThat(lane.yieldsAfter(1)).isTrue();
        assertThat(lane.yieldsAfter(15)).isTrue();
        assertThat(lane.yieldsAfter(16)).isFalse();
        assertThat(lane.yieldsAfter(0)).as("before it waits").isFalse();
    }

    @Test
    void countsWhatIsNoFrame() throws IOException {
        port.incoming(frame(1, 2, 13, 1));
        port.incoming(frame(1, 2, 9235, 2));
        byte[] good = frame(1, 2, 60, 3);
        port.incoming(good);

        lane.turn();

        assertThat(SocketPair.receive(pair.far())).isEqualTo(good);
        assertThat(SocketPair.receive(pair.far())).isNull();
        assertThat(statistics().drops()).containsEntry(DropReason.RUNT, 1L).containsEntry(DropReason.OVERSIZE, 1L);
        assertThat(statistics().receiveFrames()).isEqualTo(1);
    }

    @Test
    void countsWhatTheStackHasNoRoomFor() throws IOException {
        int sent = 3000;
        for (int i = 0; i < sent; i++) {
            port.incoming(frame(1, 2, 1514, i));
            lane.turn();
        }

        int received = 0;
        for (byte[] frame = SocketPair.receive(pair.far()); frame != null; frame = SocketPair.receive(pair.far())) {
            assertThat(Frames.number(frame)).isEqualTo(received);
            received++;
        }

        Map<DropReason, Long> drops = statistics().drops();
        assertThat(received).isPositive().isLessThan(sent);
        assertThat(drops).containsEntry(DropReason.QUEUE_FULL, (long) sent - received);
        assertThat(statistics().receiveFrames()).isEqualTo(received);
    }

    @Test
    void countsWhatAClosedInterfaceDoesNotTake() throws IOException {
        pair.far().close();
        port.incoming(frame(1, 2, 60, 1));

        lane.turn();

        assertThat(statistics().drops()).containsEntry(DropReason.REFUSED, 1L);
        assertThat(statistics().receiveFrames()).isZero();
    }

    @Test
    void passesOverMarkedSlots() throws IOException {
        byte[] second = frame(1, 2, 60, 2);
        var batch = Frames.batch(frame(1, 2, 60, 1), second);
        batch.drop(0, DropReason.NO_PEER);

        sink.deliver(batch, 0, 2);

        assertThat(SocketPair.receive(pair.far())).isEqualTo(second);
        assertThat(statistics().receiveFrames()).isEqualTo(1);
    }

    @Test
    void deliversNothingWhenTheSinkIsClosed() throws IOException {
        sink.close();
        sink.close();
        port.incoming(frame(1, 2, 60, 1));

        lane.turn();

        assertThat(SocketPair.receive(pair.far())).isNull();
        assertThat(statistics().receiveFrames()).isZero();
    }

    @Test
    void failsWithThePort() {
        port.failReceiving(new IOException("cut"));

        assertThatThrownBy(lane::turn).isInstanceOf(IOException.class).hasMessage("cut");
    }
}

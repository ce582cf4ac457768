package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.FakePort;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.SocketPair;
import net.vdestack.linux.syscall.PollSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransmitLaneTest {
    private final LinkCounters counters = new LinkCounters();
    private final List<FramePort> lost = new ArrayList<>();
    private final List<IOException> failures = new ArrayList<>();
    private SocketPair pair;
    private FakePort port;
    private final BufferPool<TransmitBuffers> buffers = new BufferPool<>(1, TransmitBuffers::new);
    private TransmitLane lane;
    private PollSet set;

    @BeforeEach
    void open() throws IOException {
        pair = SocketPair.open();
        port = new FakePort(new FakeContext());
        TapPort tap = new TapPort("vde0", pair.near().number(), Set.of(), counters);
        lane = new TransmitLane(tap, counters, buffers, (failed, failure) -> {
            lost.add(failed);
            failures.add(failure);
        });
        set = new PollSet(1);
    }

    @AfterEach
    void close() {
        set.close();
        lane.close();
        buffers.trim();
        port.close();
        pair.close();
    }

    private void stackSends(long... numbers) throws IOException {
        for (long number : numbers) {
            assertThat(SocketPair.send(pair.far(), frame(1, 2, 60, number))).isTrue();
        }
    }

    private LinkStatistics statistics() {
        return counters.snapshot("vde0", "fake");
    }

    private static List<Long> numbers(FakePort port) {
        return port.sent().stream().map(Frames::number).toList();
    }

    /** Whether what the lane waits for is there. */
    private boolean isReady() throws IOException {
        set.watch(0, lane.awaitedDescriptor(), (short) lane.awaitedEvents());
        return set.poll(0) == 1;
    }

    @Test
    void movesWhatTheStackSends() throws IOException {
        lane.target(port);
        assertThat(lane.turn()).isZero();
        assertThat(isReady()).isFalse();
        byte[] frame = frame(1, 2, 9234, 1);
        SocketPair.send(pair.far(), frame);
        assertThat(isReady()).isTrue();

        assertThat(lane.turn()).isEqualTo(1);

        assertThat(port.sent()).containsExactly(frame);
        assertThat(statistics().transmitFrames()).isEqualTo(1);
        assertThat(statistics().transmitBytes()).isEqualTo(9234);
        assertThat(lane.turn()).isZero();
    }

    @Test
    void sendsAShortFrameAtOnceAfterARest() throws IOException {
        lane.target(port);
        assertThat(lane.turn()).isZero();
        stackSends(1, 2, 3);

        assertThat(lane.turn()).isEqualTo(1);
        assertThat(lane.turn()).isEqualTo(2);
        assertThat(lane.turn()).isZero();

        assertThat(numbers(port)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void letsOthersGoFirstBeforeItWaitsOnly() {
        assertThat(lane.yieldsAfter(0)).as("before it waits").isTrue();
        assertThat(lane.yieldsAfter(1)).isFalse();
    }

    @Test
    void sendsLongFramesTogether() throws IOException {
        lane.target(port);
        assertThat(lane.turn()).isZero();
        SocketPair.send(pair.far(), frame(1, 2, 9234, 1));
        stackSends(2, 3);

        assertThat(lane.turn()).isEqualTo(3);
    }

    @Test
    void dropsAndCountsWhatIsTooLongAndTruncatesNothing() throws IOException {
        lane.target(port);
        SocketPair.send(pair.far(), frame(1, 2, 9235, 1));
        SocketPair.send(pair.far(), frame(1, 2, 20_000, 2));
        byte[] after = frame(1, 2, 60, 3);
        SocketPair.send(pair.far(), after);

        assertThat(lane.turn()).isEqualTo(1);

        assertThat(port.sent()).containsExactly(after);
        assertThat(statistics().drops()).containsEntry(DropReason.OVERSIZE, 2L);
    }

    @Test
    void keepsWhatTheNetworkDoesNotTakeYet() throws IOException {
        lane.target(port);
        port.room(2);
        stackSends(1, 2, 3);

        assertThat(lane.turn()).isEqualTo(2);
        assertThat(lane.turn()).isZero();
        assertThat(isReady()).as("waits for the network").isFalse();
        stackSends(4);
        assertThat(isReady()).as("and not for the stack").isFalse();

        port.room(10);
        assertThat(isReady()).isTrue();
        assertThat(lane.turn()).isEqualTo(1);
        assertThat(lane.turn()).isEqualTo(1);
        assertThat(numbers(port)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(statistics().transmitFrames()).isEqualTo(4);
    }

    @Test
    void countsWhatANetworkDoesNotTakeThatCannotBeWaitedFor() throws IOException {
        lane.target(port);
        port.withoutWriteDescriptor();
        port.room(2);
        stackSends(1, 2, 3, 4);

        assertThat(lane.turn()).isEqualTo(4);

        assertThat(numbers(port)).containsExactly(1L, 2L);
        assertThat(statistics().transmitFrames()).isEqualTo(2);
        assertThat(statistics().drops()).containsEntry(DropReason.QUEUE_FULL, 2L);
    }

    @Test
    void sendsWhatWaitsToTheNetworkItIsSwappedTo() throws IOException {
        lane.target(port);
        port.room(1);
        stackSends(1, 2, 3);
        lane.turn();
        FakePort other = new FakePort(new FakeContext());

        lane.target(other);
        lane.turn();

        assertThat(numbers(port)).containsExactly(1L);
        assertThat(numbers(other)).containsExactly(2L, 3L);
        other.close();
    }

    @Test
    void dropsAndCountsWhileThereIsNoNetwork() throws IOException {
        stackSends(1, 2);

        assertThat(lane.turn()).isEqualTo(2);

        assertThat(statistics().drops()).containsEntry(DropReason.DISCONNECTED, 2L);
        assertThat(statistics().transmitFrames()).isZero();
        assertThat(isReady()).as("waits for the stack").isFalse();
    }

    @Test
    void dropsWhatWaitsWhenTheNetworkIsTakenAway() throws IOException {
        lane.target(port);
        port.room(0);
        stackSends(1);
        lane.turn();

        lane.target(null);
        lane.turn();

        assertThat(statistics().drops()).containsEntry(DropReason.DISCONNECTED, 1L);
    }

    static List<Throwable> failures() {
        return List.of(new IOException("cut"), new IllegalStateException("cut"), new NoClassDefFoundError("cut"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWithoutANetworkThatFails(Throwable failure) throws IOException {
        lane.target(port);
        port.failSending(failure);
        stackSends(1, 2);

        assertThat(lane.turn()).isEqualTo(2);
        stackSends(3);
        assertThat(lane.turn()).isEqualTo(1);

        assertThat(lost).containsExactly(port);
        assertThat(failures.get(0)).hasMessageContaining("cut");
        assertThat(statistics().drops()).containsEntry(DropReason.DISCONNECTED, 3L);
    }

    @Test
    void failsWhenTheInterfaceIsGone() {
        pair.far().close();

        assertThatThrownBy(lane::turn).isInstanceOf(IOException.class).hasMessageContaining("vde0");
    }
}

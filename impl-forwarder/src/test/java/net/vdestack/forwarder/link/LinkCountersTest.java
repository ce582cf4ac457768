package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.batch;
import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.LinkStatistics;
import net.vdestack.api.forwarding.spi.FrameBatch;
import org.junit.jupiter.api.Test;

class LinkCountersTest {
    private final LinkCounters counters = new LinkCounters();

    @Test
    void beginAtZeroWithEveryReason() {
        LinkStatistics statistics = counters.snapshot("vde0", "lan");

        assertThat(statistics.name()).isEqualTo("vde0");
        assertThat(statistics.scheme()).isEqualTo("lan");
        assertThat(statistics.drops())
                .containsOnlyKeys(DropReason.values())
                .allSatisfy((reason, count) -> assertThat(count).isZero());
        assertThat(statistics.transmitFrames()).isZero();
        assertThat(statistics.receiveFrames()).isZero();
    }

    @Test
    void countTheSlotsThatANetworkTook() {
        FrameBatch batch = batch(frame(1, 2, 60, 1), frame(1, 2, 100, 2), frame(1, 2, 200, 3), frame(1, 2, 400, 4));
        batch.drop(1, DropReason.NO_PEER);

        counters.transmitted(batch, 1, 3);

        LinkStatistics statistics = counters.snapshot("vde0", "lan");
        assertThat(statistics.transmitFrames()).isEqualTo(1);
        assertThat(statistics.transmitBytes()).isEqualTo(200);
        assertThat(statistics.drops()).containsEntry(DropReason.NO_PEER, 1L);
    }

    @Test
    void countWhatCameInAndWhatHappened() {
        counters.received(3, 180);
        counters.dropped(DropReason.FOREIGN, 2);
        counters.reconnected();
        counters.swapped();
        counters.swapped();

        LinkStatistics statistics = counters.snapshot("vde0", "lan");
        assertThat(statistics.receiveFrames()).isEqualTo(3);
        assertThat(statistics.receiveBytes()).isEqualTo(180);
        assertThat(statistics.drops()).containsEntry(DropReason.FOREIGN, 2L);
        assertThat(statistics.reconnects()).isEqualTo(1);
        assertThat(statistics.swaps()).isEqualTo(2);
        assertThat(counters.reconnects()).isEqualTo(1);
    }

    @Test
    void loseNothingWhenManyThreadsCount() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 10_000; round++) {
                    counters.received(1, 60);
                    counters.dropped(DropReason.RUNT, 1);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        LinkStatistics statistics = counters.snapshot("vde0", "lan");
        assertThat(statistics.receiveFrames()).isEqualTo(40_000);
        assertThat(statistics.receiveBytes()).isEqualTo(2_400_000);
        assertThat(statistics.drops()).containsEntry(DropReason.RUNT, 40_000L);
    }
}

package net.vdestack.forwarder.link;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import net.vdestack.forwarder.fixture.Await;
import net.vdestack.forwarder.fixture.Frames;
import net.vdestack.forwarder.fixture.Leaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameRingTest {
    private Leaks leaks;
    private FrameRing ring;

    @BeforeEach
    void open() throws IOException {
        leaks = Leaks.since();
        ring = new FrameRing();
    }

    @AfterEach
    void leavesNothing() throws Exception {
        ring.release();
        ring.release();
        leaks.awaitNone();
    }

    private void put(byte[] frame) {
        ring.free().put(frame);
        ring.put(frame.length);
    }

    private byte[] take() {
        ByteBuffer first = ring.first();
        byte[] frame = new byte[first.remaining()];
        first.get(frame);
        ring.take();
        return frame;
    }

    @Test
    void givesFramesInTheOrderInWhichTheyCame() {
        assertThat(ring.isEmpty()).isTrue();
        for (int round = 0; round < 1000; round++) {
            byte[] first = frame(1, 2, 14 + round, 2L * round);
            byte[] second = frame(1, 2, 9234 - round, 2L * round + 1);
            put(first);
            put(second);
            assertThat(ring.size()).isEqualTo(2);
            assertThat(take()).isEqualTo(first);
            assertThat(take()).isEqualTo(second);
        }
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void isFullAtSomeTime() {
        int count = 0;
        while (!ring.isFull()) {
            put(frame(1, 2, 60, count++));
        }

        assertThat(count).isEqualTo(256);
        assertThat(Frames.number(take())).isZero();
        assertThat(ring.isFull()).isFalse();
    }

    @Test
    void handsFramesFromOneThreadToAnother() throws Exception {
        int frames = 20_000;
        int[] wrong = new int[1];
        Thread taker = new Thread(() -> {
            for (int i = 0; i < frames && ring.awaitFrame(); i++) {
                if (Frames.number(take()) != i) {
                    wrong[0]++;
                }
            }
        });
        taker.start();
        for (int i = 0; i < frames; ) {
            if (!ring.isFull()) {
                put(frame(1, 2, 60, i++));
                ring.wake();
            } else {
                Thread.onSpinWait();
            }
        }
        taker.join();

        assertThat(wrong[0]).isZero();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void wakesWhoWaitsWhenItEnds() throws Exception {
        boolean[] more = {true};
        Thread waiting = new Thread(() -> more[0] = ring.awaitFrame());
        waiting.start();
        Await.until("the thread waits", () -> waiting.getState() == Thread.State.WAITING);

        ring.end();
        waiting.join();

        assertThat(more[0]).isFalse();
        assertThat(ring.awaitRoom()).isFalse();
    }
}

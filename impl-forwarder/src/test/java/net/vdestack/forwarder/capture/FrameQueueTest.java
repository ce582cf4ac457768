package net.vdestack.forwarder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameQueueTest {
    private static final int CAPACITY = 1024;

    private final FrameQueue queue = new FrameQueue(CAPACITY);

    private static byte[] frame(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private long put(byte[] frame, int tag) {
        long place = queue.reserve(frame.length, tag * 10L);
        if (place != FrameQueue.NO_ROOM) {
            queue.put(place, tag, ByteBuffer.wrap(frame), 0);
        }
        return place;
    }

    private byte[] take() {
        assertThat(queue.hasFrame()).isTrue();
        byte[] frame = new byte[queue.length()];
        queue.memory().get(queue.offset(), frame);
        queue.take();
        return frame;
    }

    @Test
    void keepsFramesWithWhatIsSaidOfThem() {
        byte[] first = frame(60, 1);
        byte[] second = frame(0, 2);
        assertThat(queue.hasFrame()).isFalse();
        assertThat(queue.isEmpty()).isTrue();

        put(first, 7);
        put(second, 8);

        assertThat(queue.hasFrame()).isTrue();
        assertThat(queue.tag()).isEqualTo(7);
        assertThat(queue.time()).isEqualTo(70);
        assertThat(take()).isEqualTo(first);
        assertThat(queue.hasFrame()).isTrue();
        assertThat(queue.tag()).isEqualTo(8);
        assertThat(take()).isEqualTo(second);
        assertThat(queue.hasFrame()).isFalse();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void copiesFromWhereTheFrameStands() {
        ByteBuffer frames = ByteBuffer.wrap(new byte[] {0, 0, 1, 2, 3, 0});

        queue.put(queue.reserve(3, 0), 1, frames, 2);

        assertThat(take()).containsExactly(1, 2, 3);
    }

    @Test
    void framesStandInTheOrderOfTheirPlaces() {
        long first = queue.reserve(4, 1);
        long second = queue.reserve(4, 2);
        queue.put(second, 2, ByteBuffer.wrap(frame(4, 2)), 0);

        assertThat(queue.hasFrame()).as("the second waits for the first").isFalse();
        assertThat(queue.isEmpty()).isFalse();

        queue.put(first, 1, ByteBuffer.wrap(frame(4, 1)), 0);

        assertThat(take()).isEqualTo(frame(4, 1));
        assertThat(take()).isEqualTo(frame(4, 2));
    }

    @Test
    void passesOverPlacesThatStayEmpty() {
        long first = queue.reserve(100, 1);
        put(frame(4, 2), 2);
        long third = queue.reserve(4, 3);

        queue.passOver(first);
        queue.passOver(third);

        assertThat(take()).isEqualTo(frame(4, 2));
        assertThat(queue.hasFrame()).isFalse();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void hasNoRoomUntilSomethingIsTaken() {
        List<byte[]> taken = new ArrayList<>();
        int count = 0;
        while (put(frame(100, count), count + 1) != FrameQueue.NO_ROOM) {
            count++;
        }
        assertThat(count).isEqualTo(CAPACITY / 128);
        assertThat(queue.reserve(CAPACITY, 0)).isEqualTo(FrameQueue.NO_ROOM);

        taken.add(take());

        assertThat(put(frame(100, count), count + 1)).isNotEqualTo(FrameQueue.NO_ROOM);
        assertThat(put(frame(100, 0), 1)).isEqualTo(FrameQueue.NO_ROOM);
        while (queue.hasFrame()) {
            taken.add(take());
        }
        assertThat(taken).hasSize(count + 1);
        for (int i = 0; i <= count; i++) {
            assertThat(taken.get(i)).isEqualTo(frame(100, i));
        }
    }

    @Test
    void framesOfAllLengthsComeRoundTheEnd() {
        for (int i = 0; i < 3000; i++) {
            byte[] first = frame(i % 300, i);
            byte[] second = frame(i % 77, -i);
            put(first, 1);
            put(second, 2);
            assertThat(take()).isEqualTo(first);
            assertThat(take()).isEqualTo(second);
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void manyThreadsPutAndEachFrameComesOnceAndWhole() throws Exception {
        int threads = 4;
        int each = 20_000;
        List<Thread> putters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t + 1;
            Thread putter = new Thread(() -> {
                ByteBuffer frame = ByteBuffer.allocate(200);
                Random random = new Random(number);
                for (long i = 0; i < each; ) {
                    int length = Long.BYTES + random.nextInt(100);
                    frame.putLong(0, i);
                    frame.put(length - 1, (byte) i);
                    long place = queue.reserve(length, i);
                    if (place == FrameQueue.NO_ROOM) {
                        LockSupport.parkNanos(1000);
                    } else if (random.nextInt(10) == 0) {
                        queue.passOver(place);
                    } else {
                        queue.put(place, number, frame, 0);
                        i++;
                    }
                }
            });
            putter.start();
            putters.add(putter);
        }
        long[] next = new long[threads + 1];
        for (int taken = 0; taken < threads * each; ) {
            if (!queue.hasFrame()) {
                LockSupport.parkNanos(1000);
                continue;
            }
            ByteBuffer memory = queue.memory();
            byte[] number = new byte[Long.BYTES];
            memory.get(queue.offset(), number);
            long expected = next[queue.tag()]++;
            assertThat(queue.time()).isEqualTo(expected);
            if (queue.length() > Long.BYTES) {
                assertThat(ByteBuffer.wrap(number).getLong()).isEqualTo(expected);
            }
            assertThat(memory.get(queue.offset() + queue.length() - 1)).isEqualTo((byte) expected);
            queue.take();
            taken++;
        }
        for (Thread putter : putters) {
            putter.join();
        }
        assertThat(queue.hasFrame()).isFalse();
    }
}

package net.vdestack.forwarder.stream;

import static net.vdestack.forwarder.fixture.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.fixture.FakeContext;
import net.vdestack.forwarder.fixture.Frames;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private static final int CAPACITY = 20_000;

    private final FakeContext context = new FakeContext();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY);
    private final RecordReader reader = new RecordReader(memory, context);
    private final List<byte[]> taken = new ArrayList<>();

    private static byte[] stream(List<byte[]> frames) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            stream.write(frame.length >> 8);
            stream.write(frame.length);
            stream.write(frame);
        }
        return stream.toByteArray();
    }

    /** Reads a piece, as much of it at a time as there is room for. */
    private void read(byte[] stream, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            int length = Math.min(reader.room(), to - at);
            assertThat(length).isPositive();
            memory.put(reader.end(), stream, at, length);
            reader.add(length);
            at += length;
            take();
        }
    }

    private void take() throws IOException {
        FrameBatch batch = Frames.batch(3);
        do {
            batch.clear();
            reader.take(batch);
            for (int slot = 0; slot < batch.size(); slot++) {
                taken.add(Frames.bytes(batch, slot));
            }
        } while (batch.size() > 0);
    }

    private static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        for (int length : new int[] {14, 60, 255, 256, 257, 1514, 9233, 9234}) {
            frames.add(frame(1, 2, length, length));
        }
        return frames;
    }

    @Test
    void findsFramesWhereverTheStreamIsCut() throws IOException {
        List<byte[]> frames = List.of(frame(1, 2, 14, 1), frame(1, 2, 300, 2), frame(1, 2, 20, 3));
        byte[] stream = stream(frames);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= Math.min(stream.length, first + 20); second++) {
                taken.clear();
                read(stream, 0, first);
                read(stream, first, second);
                read(stream, second, stream.length);

                assertThat(taken).containsExactlyElementsOf(frames);
            }
        }
    }

    @Test
    void findsFramesOfAllSizesInPiecesOfAnySize() throws IOException {
        byte[] stream = stream(frames());
        for (int piece = 1; piece < 5000; piece = piece * 3 / 2 + 1) {
            taken.clear();
            for (int at = 0; at < stream.length; at += piece) {
                read(stream, at, Math.min(stream.length, at + piece));
            }
            assertThat(taken).containsExactlyElementsOf(frames());
        }
    }

    @Test
    void recordsWithoutAFrameMeanNothing() throws IOException {
        byte[] stream = stream(List.of(new byte[0], frame(1, 2, 60, 1), new byte[0], new byte[0]));

        read(stream, 0, stream.length);

        assertThat(taken).containsExactly(frame(1, 2, 60, 1));
        assertThat(context.drops()).isZero();
    }

    @Test
    void countsWhatIsNoFrame() throws IOException {
        byte[] stream = stream(List.of(new byte[1], new byte[13], new byte[9235], new byte[9236], frame(1, 2, 14, 1)));

        read(stream, 0, stream.length);

        assertThat(taken).containsExactly(frame(1, 2, 14, 1));
        assertThat(context.drops(DropReason.RUNT)).isEqualTo(2);
        assertThat(context.drops(DropReason.OVERSIZE)).isEqualTo(2);
    }

    @Test
    void aRecordLongerThanAnyPeerSendsIsTheEnd() {
        for (int length : new int[] {9237, 32_767, 32_768, 65_535}) {
            RecordReader lost = new RecordReader(memory, context);
            memory.put(0, (byte) (length >> 8)).put(1, (byte) length);
            lost.add(2);

            assertThatIOException()
                    .isThrownBy(() -> lost.take(Frames.batch(1)))
                    .withMessageContaining("out of step")
                    .withMessageContaining("" + length);
        }
    }

    @Test
    void garbageEndsOrIsCounted() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 1000; round++) {
            byte[] garbage = new byte[random.nextInt(CAPACITY)];
            random.nextBytes(garbage);
            RecordReader lost = new RecordReader(memory, context);
            memory.put(0, garbage);
            lost.add(garbage.length);
            FrameBatch batch = Frames.batch(64);
            try {
                lost.take(batch);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("out of step");
            }
            assertThat(lost.room()).isNotNegative();
        }
    }
}

package net.vdestack.api.forwarding.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBatchTest {
    private static final int FRAMES = 5;
    private static final int BYTES = 3 * FrameBatch.STRIDE;

    private final FrameBatch batch = batch(FRAMES, BYTES);

    private static FrameBatch batch(int frames, int bytes) {
        return new FrameBatch(ByteBuffer.allocateDirect(bytes), 4096, frames);
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(batch.size()).isZero();
        assertThat(batch.capacity()).isEqualTo(FRAMES);
        assertThat(batch.address()).isEqualTo(4096);
        assertThat(batch.free()).isEqualTo(FrameBatch.HEADROOM);
        assertThat(batch.room()).isEqualTo(BYTES - FrameBatch.HEADROOM);
    }

    @Test
    void keepsFramesOneBehindTheOther() {
        append("first");
        append("and second");
        append("third");

        assertThat(frames()).containsExactly("first", "and second", "third");
        // 64 + 5 is 69, so that 72 is the next place that is aligned, and there is headroom again
        assertThat(offsets()).containsExactly(64, 72 + 64, 152 + 64);
    }

    @Test
    void takesFramesAnywhereBehindTheOthers() {
        write(64, "first");
        write(69 + 8, "right behind");
        write(500, "far");

        batch.append(64, 5, 0);
        batch.append(69 + 8, 12, 0);
        batch.append(500, 3, 0);

        assertThat(frames()).containsExactly("first", "right behind", "far");
        assertThat(batch.free()).isEqualTo(504 + FrameBatch.HEADROOM);
    }

    @Test
    void framesStayWhatTheyAreThroughManyRounds() {
        Random random = new Random(7);
        FrameBatch many = batch(200, 1 << 16);
        for (int round = 0; round < 500; round++) {
            many.clear();
            List<byte[]> expected = new ArrayList<>();
            while (many.hasRoom()) {
                byte[] frame = new byte[random.nextInt(2000)];
                random.nextBytes(frame);
                int at = many.free() + random.nextInt(3) * 8;
                many.memory().put(at, frame);
                many.append(at, frame.length, 0);
                expected.add(frame);
                // whoever sends writes in front of frames
                many.memory().putLong(at - 8, -1).putLong(at - FrameBatch.HEADROOM, -1);
            }

            assertThat(many.size()).isEqualTo(expected.size());
            for (int slot = 0; slot < many.size(); slot++) {
                assertThat(bytes(many, slot)).isEqualTo(expected.get(slot));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 68, 76, -8, Integer.MIN_VALUE})
    void refusesPlaceWhereAnotherFrameOrItsHeadroomIs(int at) {
        batch.append(13);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(at, 1, 0));
        assertThat(batch.size()).isEqualTo(1);
        batch.append(77, 1, 0);
    }

    static Stream<Arguments> outside() {
        return Stream.of(
                arguments(64, -1),
                arguments(64, BYTES - 63),
                arguments(64, Integer.MAX_VALUE),
                arguments(BYTES, 1),
                arguments(BYTES + 1, 0),
                arguments(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("outside")
    void refusesWhatIsNotInItsMemory(int at, int length) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(at, length, 0));
        assertThat(batch.size()).isZero();
    }

    @Test
    void takesFramesUpToItsCapacity() {
        for (int slot = 0; slot < FRAMES; slot++) {
            batch.append(60);
        }

        assertThat(batch.size()).isEqualTo(FRAMES);
        assertThat(batch.hasRoom()).isFalse();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(60));
    }

    @Test
    void tellsHowManyFramesOfAnyLengthCanBeWritten() {
        assertThat(batch.places()).isEqualTo(3);

        batch.append(FrameBatch.STRIDE - FrameBatch.HEADROOM);
        assertThat(batch.places()).isEqualTo(2);

        batch.append(9);
        assertThat(batch.places()).isEqualTo(1);

        batch.append(FrameBatch.MAX_FRAME);
        assertThat(batch.places()).isZero();
        assertThat(batch.hasRoom()).isFalse();
    }

    @Test
    void aFrameInTheLastPlaceIsSeenToBeTooLong() {
        FrameBatch one = batch(1, FrameBatch.STRIDE);

        assertThat(one.places()).isEqualTo(1);
        assertThat(one.room()).isGreaterThan(FrameBatch.MAX_FRAME);
    }

    @Test
    void tellsHowManyRunsCanBeWritten() {
        assertThat(batch.runs()).isZero();
        assertThat(batch(FrameBatch.RUN_FRAMES - 1, FrameBatch.RUN_STRIDE).runs())
                .isZero();
        assertThat(batch(FrameBatch.RUN_FRAMES, FrameBatch.RUN_STRIDE - 1).runs())
                .isZero();
        FrameBatch two = batch(2 * FrameBatch.RUN_FRAMES, 3 * FrameBatch.RUN_STRIDE);
        assertThat(two.runs()).isEqualTo(2);
        two.append(60);
        assertThat(two.runs()).isEqualTo(1);
    }

    @Test
    void keepsOffloadPerFrame() {
        batch.append(batch.free(), 60, 0x8010_000e_05b4_0101L);
        batch.append(60);
        batch.append(batch.free(), 60, -1);

        assertThat(batch.offload(0)).isEqualTo(0x8010_000e_05b4_0101L);
        assertThat(batch.offload(1)).isZero();
        assertThat(batch.offload(2)).isEqualTo(-1);
    }

    @Test
    void aCompletedFrameIsPlain() {
        batch.append(batch.free(), 60, 7);
        batch.append(batch.free(), 60, 8);

        batch.complete(0);

        assertThat(batch.offload(0)).isZero();
        assertThat(batch.offload(1)).isEqualTo(8);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.complete(2));
    }

    @Test
    void appendingPlainFrameClearsTheOffloadOfAnEarlierOne() {
        batch.append(batch.free(), 60, 1);
        batch.clear();

        batch.append(60);

        assertThat(batch.offload(0)).isZero();
    }

    @Test
    void marksDroppedFrames() {
        batch.append(60);
        batch.append(60);

        batch.drop(1, DropReason.OVERSIZE);

        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.OVERSIZE);
    }

    @Test
    void appendingClearsTheDropMarkOfAnEarlierFrame() {
        batch.append(60);
        batch.drop(0, DropReason.NO_PEER);
        batch.clear();

        batch.append(60);

        assertThat(batch.dropped(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, FRAMES})
    void dropsNothingWhereNoFrameIs(int slot) {
        batch.append(60);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.drop(slot, DropReason.RUNT));
    }

    @Test
    void dropsNothingWithoutReason() {
        batch.append(60);

        assertThatNullPointerException().isThrownBy(() -> batch.drop(0, null));
    }

    @Test
    void forgetsAllWhenCleared() {
        batch.append(60);

        batch.clear();

        assertThat(batch.size()).isZero();
        assertThat(batch.free()).isEqualTo(FrameBatch.HEADROOM);
    }

    @Test
    void readsAddressesOfAFrame() {
        MacAddress destination = MacAddress.parse("ff:fe:fd:fc:fb:fa");
        MacAddress source = MacAddress.parse("02:80:90:a0:b0:c0");
        batch.append(60);
        batch.memory().put(batch.free(), destination.octets());
        batch.memory().put(batch.free() + 6, source.octets());

        batch.append(FrameBatch.MIN_FRAME);

        assertThat(batch.destination(1)).isEqualTo(destination.bits());
        assertThat(batch.source(1)).isEqualTo(source.bits());
    }

    @Test
    void showsAllItsMemoryWhateverThePositionOfTheBufferGiven() {
        ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        memory.position(10).limit(20);

        ByteBuffer seen = new FrameBatch(memory, 0, FRAMES).memory();

        assertThat(seen.position()).isZero();
        assertThat(seen.limit()).isEqualTo(BYTES);
        assertThat(seen.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(memory.position()).isEqualTo(10);
        seen.put(100, (byte) 77);
        assertThat(memory.clear().get(100)).isEqualTo((byte) 77);
    }

    static Stream<Arguments> unusableMemory() {
        return Stream.of(
                arguments(ByteBuffer.allocate(BYTES), FRAMES),
                arguments(ByteBuffer.allocateDirect(FrameBatch.HEADROOM + FrameBatch.MIN_FRAME - 1), FRAMES),
                arguments(ByteBuffer.allocateDirect(BYTES), 0),
                arguments(ByteBuffer.allocateDirect(BYTES), -1));
    }

    @ParameterizedTest
    @MethodSource("unusableMemory")
    void refusesMemoryThatHoldsNoFrames(ByteBuffer memory, int frames) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrameBatch(memory, 0, frames))
                .withMessageContaining("a batch of " + frames + " frames");
    }

    private void append(String frame) {
        write(batch.free(), frame);
        batch.append(frame.length());
    }

    private void write(int at, String frame) {
        batch.memory().put(at, frame.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> frames() {
        return IntStream.range(0, batch.size())
                .mapToObj(slot -> new String(bytes(batch, slot), StandardCharsets.US_ASCII))
                .toList();
    }

    private static byte[] bytes(FrameBatch of, int slot) {
        byte[] frame = new byte[of.length(slot)];
        of.memory().get(of.offset(slot), frame);
        return frame;
    }

    private List<Integer> offsets() {
        return IntStream.range(0, batch.size()).mapToObj(batch::offset).toList();
    }
}

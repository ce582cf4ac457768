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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
    private static final int SLOTS = 5;
    private static final int FRAME = 64;
    private static final int SLOT = FrameBatch.HEADROOM + FRAME;

    private final FrameBatch batch = new FrameBatch(ByteBuffer.allocateDirect(SLOTS * SLOT), 4096, SLOTS, SLOT);

    @Test
    void isEmptyAtFirst() {
        assertThat(batch.size()).isZero();
        assertThat(batch.capacity()).isEqualTo(SLOTS);
        assertThat(batch.frameCapacity()).isEqualTo(FRAME);
        assertThat(batch.address()).isEqualTo(4096);
    }

    @Test
    void leavesHeadroomBeforeEachFrame() {
        assertThat(offsets()).containsExactly(64, 192, 320, 448, 576);
    }

    @Test
    void keepsFramesInTheOrderAppended() {
        write(0, "first");
        write(1, "second");

        batch.append(0, 5);
        batch.append(1, 6);

        assertThat(frames()).containsExactly("first", "second");
    }

    static Stream<List<Integer>> slotsWanted() {
        return IntStream.range(0, 1 << SLOTS)
                .mapToObj(mask -> IntStream.range(0, SLOTS)
                        .filter(slot -> (mask & 1 << slot) != 0)
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("slotsWanted")
    void passesOverFramesThatAreNotWanted(List<Integer> wanted) {
        for (int slot = 0; slot < SLOTS; slot++) {
            write(slot, "frame " + slot);
        }

        wanted.forEach(slot -> batch.append(slot, "frame n".length()));

        assertThat(frames())
                .containsExactlyElementsOf(
                        wanted.stream().map(slot -> "frame " + slot).toList());
        assertThat(offsets()).containsExactlyInAnyOrder(64, 192, 320, 448, 576);
    }

    @Test
    void framesStayWhatTheyAreThroughManyRounds() {
        Random random = new Random(7);
        for (int round = 0; round < 1000; round++) {
            batch.clear();
            List<String> expected = new ArrayList<>();
            while (batch.size() < SLOTS && random.nextInt(4) > 0) {
                int filled = batch.size() + 1 + random.nextInt(SLOTS - batch.size());
                List<String> written = new ArrayList<>();
                int first = batch.size();
                for (int slot = first; slot < filled; slot++) {
                    written.add("frame " + random.nextInt(1_000_000));
                    write(slot, written.get(slot - first));
                }
                for (int slot = first; slot < filled; slot++) {
                    if (random.nextBoolean()) {
                        batch.append(slot, written.get(slot - first).length());
                        expected.add(written.get(slot - first));
                    }
                }
            }

            assertThat(frames()).as("round %d", round).isEqualTo(expected);
            assertThat(distinctOffsets()).as("round %d", round).hasSize(SLOTS);
        }
    }

    @Test
    void takesFramesUpToItsCapacity() {
        for (int slot = 0; slot < SLOTS; slot++) {
            batch.append(slot, FRAME);
        }

        assertThat(batch.size()).isEqualTo(SLOTS);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(SLOTS, FRAME));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, SLOTS})
    void refusesSlotThatIsNotFree(int slot) {
        batch.append(0, FRAME);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(slot, FRAME));
        assertThat(batch.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, FRAME + 1, Integer.MAX_VALUE})
    void refusesLengthThatNoSlotHolds(int length) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.append(0, length));
        assertThat(batch.size()).isZero();
    }

    @Test
    void keepsOffloadPerFrame() {
        batch.append(0, FRAME, 0x8010_000e_05b4_0101L);
        batch.append(1, FRAME);
        batch.append(3, FRAME, -1);

        assertThat(batch.offload(0)).isEqualTo(0x8010_000e_05b4_0101L);
        assertThat(batch.offload(1)).isZero();
        assertThat(batch.offload(2)).isEqualTo(-1);
    }

    @Test
    void appendingPlainFrameClearsTheOffloadOfAnEarlierOne() {
        batch.append(0, FRAME, 1);
        batch.clear();

        batch.append(0, FRAME);

        assertThat(batch.offload(0)).isZero();
    }

    @Test
    void marksDroppedFrames() {
        batch.append(0, FRAME);
        batch.append(1, FRAME);

        batch.drop(1, DropReason.OVERSIZE);

        assertThat(batch.dropped(0)).isNull();
        assertThat(batch.dropped(1)).isEqualTo(DropReason.OVERSIZE);
    }

    @Test
    void appendingClearsTheDropMarkOfAnEarlierFrame() {
        batch.append(0, FRAME);
        batch.drop(0, DropReason.NO_PEER);
        batch.clear();

        batch.append(2, FRAME);

        assertThat(batch.dropped(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, SLOTS})
    void dropsNothingWhereNoFrameIs(int slot) {
        batch.append(0, FRAME);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.drop(slot, DropReason.RUNT));
    }

    @Test
    void dropsNothingWithoutReason() {
        batch.append(0, FRAME);

        assertThatNullPointerException().isThrownBy(() -> batch.drop(0, null));
    }

    @Test
    void forgetsAllWhenCleared() {
        batch.append(0, FRAME);

        batch.clear();

        assertThat(batch.size()).isZero();
    }

    @Test
    void readsAddressesOfAFrame() {
        MacAddress destination = MacAddress.parse("ff:fe:fd:fc:fb:fa");
        MacAddress source = MacAddress.parse("02:80:90:a0:b0:c0");
        batch.memory().put(batch.offset(3), destination.octets());
        batch.memory().put(batch.offset(3) + 6, source.octets());

        batch.append(3, FrameBatch.MIN_FRAME);

        assertThat(batch.destination(0)).isEqualTo(destination.bits());
        assertThat(batch.source(0)).isEqualTo(source.bits());
    }

    @Test
    void showsAllItsMemoryWhateverThePositionOfTheBufferGiven() {
        ByteBuffer memory = ByteBuffer.allocateDirect(SLOTS * SLOT).order(ByteOrder.LITTLE_ENDIAN);
        memory.position(10).limit(20);

        ByteBuffer seen = new FrameBatch(memory, 0, SLOTS, SLOT).memory();

        assertThat(seen.position()).isZero();
        assertThat(seen.limit()).isEqualTo(SLOTS * SLOT);
        assertThat(seen.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(memory.position()).isEqualTo(10);
        seen.put(SLOT, (byte) 77);
        assertThat(memory.clear().get(SLOT)).isEqualTo((byte) 77);
    }

    @Test
    void holdsTheLargestFrameOfAVdeInASlotMadeForIt() {
        int slotSize = FrameBatch.HEADROOM + FrameBatch.MAX_FRAME;
        FrameBatch one = new FrameBatch(ByteBuffer.allocateDirect(slotSize), 0, 1, slotSize);

        one.append(0, FrameBatch.MAX_FRAME);

        assertThat(one.length(0)).isEqualTo(9234);
    }

    static Stream<Arguments> unusableMemory() {
        return Stream.of(
                arguments(ByteBuffer.allocate(SLOTS * SLOT), SLOTS, SLOT),
                arguments(ByteBuffer.allocateDirect(SLOTS * SLOT - 1), SLOTS, SLOT),
                arguments(ByteBuffer.allocateDirect(SLOT), 1, FrameBatch.HEADROOM),
                arguments(ByteBuffer.allocateDirect(SLOT), 1, -SLOT),
                arguments(ByteBuffer.allocateDirect(SLOT), 0, SLOT),
                arguments(ByteBuffer.allocateDirect(SLOT), -1, SLOT),
                // 2^16 * 2^16 is 0 as an int
                arguments(ByteBuffer.allocateDirect(SLOT), 1 << 16, 1 << 16));
    }

    @ParameterizedTest
    @MethodSource("unusableMemory")
    void refusesMemoryThatHoldsNoSuchSlots(ByteBuffer memory, int slots, int slotSize) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrameBatch(memory, 0, slots, slotSize))
                .withMessageContaining(slots + " slots of " + slotSize + " bytes");
    }

    private void write(int slot, String frame) {
        batch.memory().put(batch.offset(slot), frame.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> frames() {
        List<String> frames = new ArrayList<>();
        for (int slot = 0; slot < batch.size(); slot++) {
            byte[] frame = new byte[batch.length(slot)];
            batch.memory().get(batch.offset(slot), frame);
            frames.add(new String(frame, StandardCharsets.US_ASCII));
        }
        return frames;
    }

    private List<Integer> offsets() {
        return IntStream.range(0, SLOTS).mapToObj(batch::offset).toList();
    }

    private Set<Integer> distinctOffsets() {
        return new HashSet<>(offsets());
    }
}

package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What may come from a TAP and from a network, and much that should not: it is read, cut, joined and cut again. Nothing
 * throws or is looked for where it is not, cutting and joining undo each other, and nothing wrong becomes right.
 *
 * <p>{@code -Dvdestack.fuzz.seconds=N} goes on for so long, from another seed each time; {@code -Dvdestack.fuzz.seed=N}
 * begins with the one that a failure has told.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class OffloadFuzzTest {
    private static final int ROUNDS = 3_000;
    private static final long SECONDS = Long.getLong("vdestack.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("vdestack.fuzz.seed", SECONDS > 0 ? System.nanoTime() : 1);
    private static final int MAX_FRAMES = 512;

    private final Guarded memory = new Guarded(70_000);
    private final Guarded segment = new Guarded(70_000);
    private final Packet packet = new Packet();
    private final Segmenter segmenter = new Segmenter();
    private final Trains trains = new Trains(MAX_FRAMES, true);

    @FunctionalInterface
    private interface Round {
        void run(Random random);
    }

    private static void repeat(Round round) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) / 2;
        long rounds = 0;
        for (long seed = SEED; SECONDS > 0 ? System.nanoTime() < end : rounds < ROUNDS; seed++, rounds++) {
            try {
                round.run(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with -Dvdestack.fuzz.seed=" + seed + ": " + e, e);
            }
        }
        if (SECONDS > 0) {
            System.out.println("fuzz: " + rounds + " rounds from seed " + SEED);
        }
    }

    /** A virtio header and a frame behind it, either of which may be wrong. */
    @Test
    void whatComesFromATap() {
        int[] understood = new int[2];
        repeat(random -> {
            boolean large = random.nextInt(50) == 0;
            SamplePacket sample = Samples.any(random, large ? 60_000 : 1_000);
            int size = 1 + random.nextInt(random.nextInt(8) == 0 ? 65_535 : large ? 9_000 : 300);
            byte[] frame =
                    random.nextInt(3) == 0 ? sample.superFrame() : Mutations.mutated(sample.superFrame(), random);
            ByteBuffer tap = memory.exactly(SamplePacket.concat(header(sample, size, random), frame));
            int at = VirtioNetHeader.SIZE;

            long offload = VirtioNetHeader.read(tap, 0, frame.length);

            if (offload == VirtioNetHeader.MALFORMED) {
                return;
            }
            if (!VirtioNetHeader.isSuperFrame(offload)) {
                assertOnlyTheChecksumChanges(tap, at, frame, offload);
                understood[0]++;
            } else if (segmenter.open(tap, at, frame.length, offload)) {
                assertCutsAndJoins(frame);
                understood[1]++;
            }
        });
        assertThat(understood[0]).as("frames").isPositive();
        assertThat(understood[1]).as("super-frames").isPositive();
    }

    private static byte[] header(SamplePacket sample, int size, Random random) {
        byte[] header = new byte[VirtioNetHeader.SIZE];
        if (random.nextInt(10) == 0) {
            random.nextBytes(header);
            return header;
        }
        ByteBuffer bytes = ByteBuffer.allocate(VirtioNetHeader.SIZE + sample.headerLength())
                .put(VirtioNetHeader.SIZE, sample.superFrame(), 0, sample.headerLength());
        boolean whole = random.nextInt(4) == 0;
        VirtioNetHeader.write(
                bytes,
                0,
                whole
                        ? VirtioNetHeader.of(0, 0, sample.transport(), sample.checksumOffset())
                        : sample.offload(Math.min(size, 65_534)));
        bytes.get(0, header);
        if (random.nextInt(3) == 0) {
            header[random.nextInt(header.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return header;
    }

    private static void assertOnlyTheChecksumChanges(ByteBuffer tap, int at, byte[] frame, long offload) {
        PartialChecksum.complete(tap, at, frame.length, offload);

        byte[] completed = new byte[frame.length];
        tap.get(at, completed);
        if (VirtioNetHeader.needsChecksum(offload)) {
            int field = VirtioNetHeader.checksumStart(offload) + VirtioNetHeader.checksumOffset(offload);
            completed[field] = frame[field];
            completed[field + 1] = frame[field + 1];
        }
        assertThat(Arrays.equals(completed, frame)).as("the rest of the frame").isTrue();
    }

    private void assertCutsAndJoins(byte[] frame) {
        List<byte[]> segments = new ArrayList<>();
        int headers = -1;
        int at = -1;
        for (int i = 0; i < segmenter.segments(); i++) {
            int length = segmenter.length(i);
            segmenter.write(i, segment.untouched(length), 0);
            segment.assertGuarded(length);
            byte[] bytes = segment.bytes(length);
            if (i < MAX_FRAMES) {
                segments.add(bytes);
            }
            if (i == 0) {
                assertThat(packet.parse(ByteBuffer.wrap(bytes), 0, length)).isTrue();
                headers = packet.headerLength();
                at = headers;
            }
            int payload = length - headers;
            assertThat(Arrays.equals(bytes, headers, length, frame, at, at + payload))
                    .as("payload of segment %d", i)
                    .isTrue();
            at += payload;
        }
        assertThat(at).isEqualTo(frame.length);
        Trains.assertSame(trains.cut(trains.of(segments)), segments);
    }

    /** The frames of many flows, lost, doubled, late, damaged, and mixed with what is none. */
    @Test
    void whatComesFromANetwork() {
        int[] joined = new int[1];
        repeat(random -> {
            List<byte[]> frames = disturbed(flows(random), random);

            List<Trains.Written> written = trains.of(frames);

            joined[0] += frames.size() - written.size();
            assertSameButNumbersAndPadding(trains.cut(written), frames);
        });
        assertThat(joined[0]).as("frames that were joined").isPositive();
    }

    private static List<List<byte[]>> flows(Random random) {
        List<List<byte[]>> flows = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int flow = 0; flow < count; flow++) {
            SamplePacket sample = random.nextInt(4) == 0
                    ? Samples.any(random, 1_000)
                    : SamplePacket.of(random.nextBoolean(), random.nextInt(3) != 0, random.nextInt(2_000));
            sample.source = flow;
            if (random.nextBoolean()) {
                sample.fragment = random.nextBoolean() ? 0 : 0x4000;
                sample.id = random.nextInt(1 << 16);
                sample.flags = random.nextBoolean() ? SamplePacket.ACK : SamplePacket.ACK | SamplePacket.PSH;
                sample.padding = new byte[random.nextInt(3)];
            }
            flows.add(sample.wire(40 + random.nextInt(400)));
        }
        return flows;
    }

    private static List<byte[]> disturbed(List<List<byte[]>> flows, Random random) {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] frame : Trains.mixed(flows, random)) {
            int chance = random.nextInt(20);
            if (chance == 0) {
                continue;
            }
            frames.add(chance == 1 ? Mutations.mutated(frame, random) : frame);
            if (chance == 2) {
                frames.add(frame);
            } else if (chance == 3) {
                Collections.swap(frames, frames.size() - 1, random.nextInt(frames.size()));
            } else if (chance == 4) {
                frames.add(SamplePacket.random(random.nextInt(80), random.nextLong()));
            }
        }
        return frames.subList(0, Math.min(MAX_FRAMES, frames.size()));
    }

    /**
     * Of each flow the frames are in order, and so is everything with what is not understood; but the numbers of what
     * is never split mean nothing, and what stands behind a packet belongs to nothing.
     */
    private void assertSameButNumbersAndPadding(List<byte[]> actual, List<byte[]> expected) {
        assertThat(inOrder(actual)).isEqualTo(inOrder(expected));
    }

    /** Each frame as text, sorted by flow between those that are not understood. */
    private List<String> inOrder(List<byte[]> frames) {
        List<String> all = new ArrayList<>();
        List<String[]> between = new ArrayList<>();
        for (byte[] frame : frames) {
            if (packet.parse(ByteBuffer.wrap(frame), 0, frame.length)) {
                between.add(new String[] {flow(frame), text(frame)});
            } else {
                drain(between, all);
                all.add("?" + Arrays.toString(frame));
            }
        }
        drain(between, all);
        return all;
    }

    private static void drain(List<String[]> between, List<String> to) {
        // stable: those of a flow stay in order
        between.sort((a, b) -> a[0].compareTo(b[0]));
        between.forEach(each -> to.add(each[0] + each[1]));
        between.clear();
    }

    private String flow(byte[] frame) {
        int addresses = packet.addresses();
        return packet.protocol()
                + Arrays.toString(Arrays.copyOfRange(frame, addresses, addresses + packet.addressesLength()))
                + Arrays.toString(Arrays.copyOfRange(frame, packet.transport(), packet.transport() + 4));
    }

    private String text(byte[] frame) {
        byte[] meant = Arrays.copyOf(frame, packet.end());
        if (packet.isV4() && (packet.unsignedShort(packet.network() + Packet.V4_FRAGMENT) & 0x4000) != 0) {
            for (int at : new int[] {4, 5, 10, 11}) {
                meant[packet.network() + at] = 0;
            }
        }
        return Arrays.toString(meant);
    }
}

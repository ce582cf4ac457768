package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a coalescer makes of frames: as a TAP would get it, and cut into frames again. */
final class Trains {
    /** What is written to a TAP. */
    static final class Written {
        private final long offload;
        private final byte[] frame;

        Written(long offload, byte[] frame) {
            this.offload = offload;
            this.frame = frame;
        }

        long offload() {
            return offload;
        }

        byte[] frame() {
            return frame;
        }
    }

    private final Coalescer coalescer;
    private final boolean udp;
    private final Segmenter segmenter = new Segmenter();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(2_000_000);
    private final Guarded headers = new Guarded(500);

    Trains(int capacity, boolean udp) {
        coalescer = new Coalescer(capacity);
        this.udp = udp;
    }

    /** Each frame is where nothing else is and the memory ends with the last, so that whoever reads on is seen to. */
    List<Written> of(List<byte[]> frames) {
        int length = frames.stream().mapToInt(frame -> frame.length).sum();
        ByteBuffer all = memory.slice(0, length);
        byte[][] sources = frames.toArray(byte[][]::new);
        int[] places = new int[sources.length];
        int place = 0;
        for (int i = 0; i < sources.length; i++) {
            all.put(place, sources[i]);
            places[i] = place;
            place += sources[i].length;
        }
        byte[] before = bytes(all, 0, length);
        coalescer.begin(all, udp);
        for (int i = 0; i < sources.length; i++) {
            coalescer.add(places[i], sources[i].length);
        }
        List<Written> written = new ArrayList<>();
        boolean[] seen = new boolean[sources.length];
        for (int train = 0; train < coalescer.trains(); train++) {
            int first = coalescer.first(train);
            written.add(
                    coalescer.frames(train) == 1
                            ? new Written(0, bytes(all, places[first], sources[first].length))
                            : superFrame(train, all));
            int count = 0;
            for (int frame = first; frame != Coalescer.NONE; frame = coalescer.next(frame)) {
                assertThat(seen[frame]).isFalse();
                seen[frame] = true;
                count++;
            }
            assertThat(count).isEqualTo(coalescer.frames(train));
        }
        assertThat(seen).doesNotContain(false);
        assertThat(bytes(all, 0, length)).as("what it was made of").isEqualTo(before);
        return written;
    }

    private Written superFrame(int train, ByteBuffer all) {
        int headerLength = coalescer.headerLength(train);
        coalescer.writeHeaders(train, headers.untouched(headerLength), 0);
        headers.assertGuarded(headerLength);
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(headers.bytes(headerLength));
        for (int frame = coalescer.first(train); frame != Coalescer.NONE; frame = coalescer.next(frame)) {
            pieces.add(bytes(all, coalescer.payloadOffset(frame), coalescer.payloadLength(frame)));
        }
        return new Written(coalescer.offload(train), SamplePacket.concat(pieces.toArray(byte[][]::new)));
    }

    /** The frames that were written, as they would come out of a stack that hands them on. */
    List<byte[]> cut(List<Written> written) {
        List<byte[]> frames = new ArrayList<>();
        for (Written one : written) {
            if (one.offload == VirtioNetHeader.PLAIN) {
                frames.add(one.frame);
                continue;
            }
            assertThat(readAgain(one)).isEqualTo(one.offload);
            ByteBuffer from = ByteBuffer.allocateDirect(one.frame.length).put(0, one.frame);
            assertThat(segmenter.open(from, 0, one.frame.length, one.offload)).isTrue();
            for (int i = 0; i < segmenter.segments(); i++) {
                ByteBuffer segment = ByteBuffer.allocateDirect(segmenter.length(i));
                segmenter.write(i, segment, 0);
                frames.add(bytes(segment, 0, segment.capacity()));
            }
        }
        return frames;
    }

    private static long readAgain(Written one) {
        ByteBuffer tap = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE + one.frame.length);
        VirtioNetHeader.write(tap.put(VirtioNetHeader.SIZE, one.frame), 0, one.offload);
        return VirtioNetHeader.read(tap, 0, one.frame.length);
    }

    private static byte[] bytes(ByteBuffer from, int at, int length) {
        byte[] bytes = new byte[length];
        from.get(at, bytes);
        return bytes;
    }

    /** The frames of several flows as they may come: each flow's in order. */
    static List<byte[]> mixed(List<List<byte[]>> flows, Random random) {
        List<byte[]> frames = new ArrayList<>();
        int[] next = new int[flows.size()];
        int left = flows.stream().mapToInt(List::size).sum();
        while (left > 0) {
            int flow = random.nextInt(next.length);
            if (next[flow] < flows.get(flow).size()) {
                frames.add(flows.get(flow).get(next[flow]++));
                left--;
            }
        }
        return frames;
    }

    static void assertSame(List<byte[]> actual, List<byte[]> expected) {
        assertThat(actual).usingElementComparator(Arrays::compare).isEqualTo(expected);
    }
}

package net.vdestack.forwarder.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OffloadAllocationTest {
    private static final int ROUNDS = 2_000;
    private static final int FRAMES = 50;
    private static final int FRAME = 2048;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * FRAME);
    private final ByteBuffer superFrame = ByteBuffer.allocateDirect(70000);
    private final Segmenter segmenter = new Segmenter();
    private final Coalescer coalescer = new Coalescer(FRAMES);

    @Test
    void cuttingAndJoiningAllocatesNothing() {
        SamplePacket packet = SamplePacket.of(true, true, 40 * 1448 + 1);
        packet.tcpOptions = new byte[12];
        byte[] bytes = packet.superFrame();
        int at = VirtioNetHeader.SIZE;
        superFrame.put(at, bytes);
        VirtioNetHeader.write(superFrame, 0, packet.offload(1448));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();

        int warm = turn(at, bytes.length, ROUNDS);
        long before = threads.getThreadAllocatedBytes(thread);
        int hot = turn(at, bytes.length, ROUNDS);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(allocated).as("bytes in total").isLessThan(1024);
        // the train, what is not understood, and what needs its checksum completed
        assertThat(hot).isEqualTo(warm).isEqualTo(ROUNDS * 3);
        byte[] again = new byte[bytes.length];
        superFrame.get(at, again);
        assertThat(again).isEqualTo(bytes);
    }

    /** Cuts a super-frame, joins the frames with others in between, and writes the super-frame where it was. */
    private int turn(int at, int length, int rounds) {
        int trains = 0;
        for (int round = 0; round < rounds; round++) {
            long offload = VirtioNetHeader.read(superFrame, 0, length);
            if (!segmenter.open(superFrame, at, length, offload)) {
                return 0;
            }
            coalescer.begin(memory, true);
            int segments = segmenter.segments();
            for (int i = 0; i < segments; i++) {
                segmenter.write(i, memory, i * FRAME);
                coalescer.add(i * FRAME, segmenter.length(i));
            }
            coalescer.add(segments * FRAME, 60);
            long partial = VirtioNetHeader.of(0, 0, 34, 6);
            PartialChecksum.complete(memory, (segments + 1) * FRAME, 60, partial);
            coalescer.add((segments + 1) * FRAME, 60);
            coalescer.writeHeaders(0, superFrame, at);
            VirtioNetHeader.write(superFrame, 0, coalescer.offload(0));
            trains += coalescer.trains();
        }
        return trains;
    }
}

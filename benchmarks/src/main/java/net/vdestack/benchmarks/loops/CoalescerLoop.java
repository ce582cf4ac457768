package net.vdestack.benchmarks.loops;

import java.nio.ByteBuffer;
import net.vdestack.forwarder.offload.Coalescer;
import net.vdestack.forwarder.offload.Segmenter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames of a stream are found to be one super-frame, with their checksums looked at. */
@State(Scope.Thread)
public class CoalescerLoop {
    private final Coalescer coalescer = new Coalescer(SuperFrame.SEGMENTS);
    private final int[] offsets = new int[SuperFrame.SEGMENTS];
    private int length;
    private ByteBuffer frames;

    @Setup
    public void prepare() {
        Segmenter segmenter = new Segmenter();
        if (!segmenter.open(SuperFrame.make(), 0, SuperFrame.length(), SuperFrame.offload())) {
            throw new IllegalStateException("the sample is no super-frame");
        }
        frames = ByteBuffer.allocateDirect(2 * SuperFrame.length());
        length = segmenter.length(0);
        for (int segment = 0; segment < SuperFrame.SEGMENTS; segment++) {
            offsets[segment] = segment * length;
            segmenter.write(segment, frames, offsets[segment]);
        }
        if (coalesce() != 1) {
            throw new IllegalStateException("the sample is no single super-frame");
        }
    }

    @Benchmark
    public int coalesce() {
        coalescer.begin(frames, true);
        for (int offset : offsets) {
            coalescer.add(offset, length);
        }
        return coalescer.trains();
    }
}

package net.vdestack.benchmarks.loops;

import java.nio.ByteBuffer;
import net.vdestack.forwarder.offload.Segmenter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A super-frame becomes the frames that it stands for. */
@State(Scope.Thread)
public class SegmenterLoop {
    private final Segmenter segmenter = new Segmenter();
    private ByteBuffer superFrame;
    private long offload;
    private ByteBuffer frames;

    @Setup
    public void prepare() {
        superFrame = SuperFrame.make();
        offload = SuperFrame.offload();
        frames = ByteBuffer.allocateDirect(2 * SuperFrame.length());
    }

    @Benchmark
    public int segment() {
        if (!segmenter.open(superFrame, 0, SuperFrame.length(), offload)) {
            throw new IllegalStateException("the sample is no super-frame");
        }
        int at = 0;
        for (int segment = 0; segment < segmenter.segments(); segment++) {
            segmenter.write(segment, frames, at);
            at += segmenter.length(segment);
        }
        return at;
    }
}

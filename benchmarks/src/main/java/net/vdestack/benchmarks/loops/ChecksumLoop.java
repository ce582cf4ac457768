package net.vdestack.benchmarks.loops;

import java.nio.ByteBuffer;
import net.vdestack.forwarder.offload.Checksum;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The Internet checksum of a small packet, of a segment and of a super-frame. */
@State(Scope.Thread)
public class ChecksumLoop {
    @Param({"64", "1448", "63712"})
    int bytes;

    private ByteBuffer memory;

    @Setup
    public void prepare() {
        memory = SuperFrame.make();
    }

    @Benchmark
    public int checksum() {
        return Checksum.sum(memory, 0, bytes);
    }
}

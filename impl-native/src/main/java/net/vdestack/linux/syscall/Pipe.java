package net.vdestack.linux.syscall;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * pipe(2): what is written to the sink is read from the source.
 *
 * <p>Unlike the JDK's streams of a process, its source can be polled, and closed while nobody has closed the sink.
 *
 * @param source the end to read, blocking
 * @param sink the end to write
 */
public record Pipe(Fd source, Fd sink) implements AutoCloseable {
    private static final int O_CLOEXEC = 0x80000;

    /** A new one, both ends close-on-exec. */
    public static Pipe open() throws IOException {
        ByteBuffer ends = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        try {
            Syscalls.check(Syscalls.errnoOr(Libc.pipe2(NativeMemory.addressOf(ends), O_CLOEXEC)), "pipe2");
            return new Pipe(Fd.adopt(ends.getInt(0)), Fd.adopt(ends.getInt(Integer.BYTES)));
        } finally {
            Reference.reachabilityFence(ends);
        }
    }

    /** Closes both ends. */
    @Override
    public void close() {
        source.close();
        sink.close();
    }
}

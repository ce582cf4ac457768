package net.vdestack.linux.syscall;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/**
 * Zeroed memory outside the heap, for what lives as long as a port or a loop. Pages are taken from the machine only
 * when they are touched, so that an idle link's buffers cost next to nothing.
 *
 * <p>Its owner closes it when nobody uses it any more: {@link #buffer} is not guarded against use after that.
 */
public final class NativeMemory implements AutoCloseable {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MAP_NORESERVE = 0x4000;

    private final long address;
    private final long size;
    private final ByteBuffer buffer;
    private boolean closed;

    private NativeMemory(long address, int size) {
        this.address = address;
        this.size = size;
        this.buffer = new Pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    }

    /** mmap(2) of anonymous memory. */
    public static NativeMemory allocate(int size) throws IOException {
        int flags = MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE;
        long address = Libc.mmap(0, size, PROT_READ_WRITE, flags, -1, 0);
        if (address == -1) {
            throw Syscalls.failure("mmap(" + size + " bytes)");
        }
        return new NativeMemory(address, size);
    }

    /** Where it begins. */
    public long address() {
        return address;
    }

    /** All of it, in the machine's byte order. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** munmap(2). Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.munmap(address, size);
        }
    }

    /** Where the position of a direct buffer is. The caller keeps the buffer reachable while it uses the address. */
    public static long addressOf(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + direct.position();
    }

    /** Calls with the address of a zero-terminated copy of the text, valid during the call. */
    static <T> T withString(String text, LongFunction<T> call) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer copy = ByteBuffer.allocateDirect(bytes.length + 1).put(bytes).rewind();
        try {
            return call.apply(addressOf(copy));
        } finally {
            Reference.reachabilityFence(copy);
        }
    }
}

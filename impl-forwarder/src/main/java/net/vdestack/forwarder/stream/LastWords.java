package net.vdestack.forwarder.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;

/** What a command says on its standard error: read as it comes, so that it is not held up; the end of it is kept. */
final class LastWords implements AutoCloseable {
    private static final int CHUNK = 4096;
    private static final int KEPT = 500;
    /** In one turn. */
    private static final int MAX_READS = 16;

    /** Non-blocking. Closed at its end, so that nobody polls it any more. */
    private final Fd source;

    private final NativeMemory chunk = NativeMemory.allocate(CHUNK);
    private final StringBuilder kept = new StringBuilder();
    private boolean ended;

    /** @param source this object's to close, unless this fails */
    LastWords(Fd source) throws IOException {
        this.source = source;
    }

    /** Readable when there is something to {@link #read}. */
    int descriptor() {
        return source.number();
    }

    /** Reads what there is, or a good part of it. */
    synchronized void read() {
        for (int reads = 0; reads < MAX_READS && !ended; reads++) {
            int length = Syscalls.read(source.number(), chunk.address(), CHUNK);
            if (length < 0) {
                return;
            }
            if (length == 0) {
                ended = true;
                source.close();
                return;
            }
            byte[] bytes = new byte[length];
            chunk.buffer().get(0, bytes);
            kept.append(new String(bytes, StandardCharsets.UTF_8));
            kept.delete(0, Math.max(0, kept.length() - KEPT));
        }
    }

    /** The last line that is not empty; empty if there is none. */
    synchronized String line() {
        String text = kept.toString().strip();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    @Override
    public synchronized void close() {
        ended = true;
        source.close();
        chunk.close();
    }
}

package net.vdestack.linux.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of what a command wrote, up to a limit; the rest is counted out so that no command can fill the heap.
 */
final class KeptOutput {
    private static final String TRUNCATED = "truncated";

    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean truncated;

    /** @param limit how many bytes are kept */
    KeptOutput(int limit) {
        this.limit = limit;
    }

    /** Takes the remaining bytes. */
    void add(ByteBuffer bytes) {
        int room = limit - kept.size();
        truncated |= bytes.remaining() > room;
        byte[] taken = new byte[Math.min(room, bytes.remaining())];
        bytes.get(taken);
        kept.writeBytes(taken);
    }

    /** As UTF-8, whatever it is; followed by a line {@code truncated} if there was more. */
    String text() {
        String text = kept.toString(StandardCharsets.UTF_8);
        if (!truncated) {
            return text;
        }
        return text.endsWith("\n") ? text + TRUNCATED : text + "\n" + TRUNCATED;
    }
}

package net.vdestack.rest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** How events are written, as the WHATWG's HTML standard has it (9.2, server-sent events). */
public final class ServerSentEvents {
    public static final String MEDIA_TYPE = "text/event-stream";

    private ServerSentEvents() {}

    /**
     * An event without an id.
     *
     * @param data in one line, as JSON without line breaks is
     */
    public static byte[] event(String name, byte[] data) {
        return event(null, name, data);
    }

    /** An event with an id, which a client that comes back tells. */
    public static byte[] event(String id, String name, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
        if (id != null) {
            out.writeBytes(("id: " + id + "\n").getBytes(UTF_8));
        }
        out.writeBytes(("event: " + name + "\ndata: ").getBytes(UTF_8));
        out.writeBytes(data);
        out.writeBytes(new byte[] {'\n', '\n'});
        return out.toByteArray();
    }

    /** A comment, which clients ignore. */
    public static byte[] heartbeat() {
        return ":\n\n".getBytes(UTF_8);
    }
}

package net.vdestack.forwarder.vde;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.vdestack.forwarder.unix.UnixAddress;

/**
 * What a client asks a switch for, in the machine's own byte order. The switch reads it in one piece.
 *
 * <pre>
 * struct { u32 magic; u32 version; u32 type; struct sockaddr_un client; char description[]; };   // version 3
 * struct { u32 magic; u32 type; u8 mac[6];   struct sockaddr_un client; char description[]; };   // version 1
 * </pre>
 *
 * @param type the lowest byte says what kind of port, the others which one, 0 for any
 * @param client where the client's datagram socket is, the address of a file
 */
record VdeRequest(int type, ByteBuffer client) {
    /** A port like the others. */
    static final int ANY_PORT = 0;
    /** The port for management, number 0. */
    static final int PORT_0 = 1;

    /** More than any request has. */
    static final int MAX_SIZE = 256;

    private static final int MAGIC = 0xfeedface;
    private static final int VERSION = 3;
    private static final int VERSION_OR_TYPE = 4;
    private static final int TYPE = 8;
    private static final int CLIENT = 12;
    private static final int CLIENT_OF_VERSION_1 = 14;
    private static final int MAX_DESCRIPTION = 127;

    /** The type that asks for a port by its number. */
    static int port(int number) {
        return number == 0 ? PORT_0 : number << 8;
    }

    /** Whether it is for a port, as opposed to something that is not known here. */
    boolean isForPort() {
        int kind = type & 0xff;
        return kind == ANY_PORT || kind == PORT_0;
    }

    /** As version 3, in a direct buffer. */
    ByteBuffer encode(String description) {
        byte[] text = description.getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(text, Math.min(text.length, MAX_DESCRIPTION));
        return ByteBuffer.allocateDirect(CLIENT + UnixAddress.SIZE + cut.length)
                .order(ByteOrder.nativeOrder())
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(type)
                .put(client.duplicate())
                .put(cut)
                .flip();
    }

    /** Reads one, of version 3 or 1. Empty if it is none. */
    static Optional<VdeRequest> decode(ByteBuffer message) {
        ByteBuffer from = message.duplicate().order(ByteOrder.nativeOrder());
        if (from.remaining() < CLIENT || from.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        int version = from.getInt(VERSION_OR_TYPE);
        boolean first = version == ANY_PORT || version == PORT_0;
        int at = first ? CLIENT_OF_VERSION_1 : CLIENT;
        if ((!first && version != VERSION)
                || from.remaining() < at + UnixAddress.SIZE
                || !UnixAddress.isFile(from, at)) {
            return Optional.empty();
        }
        ByteBuffer client = ByteBuffer.allocateDirect(UnixAddress.SIZE)
                .order(ByteOrder.nativeOrder())
                .put(0, from, at, UnixAddress.SIZE);
        return Optional.of(new VdeRequest(first ? version : from.getInt(TYPE), client));
    }
}

package net.vdestack.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a message received, by type. Lengths that do not fit end the reading, without an error. */
final class Attributes {
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    /** Reads the attributes between two offsets. */
    Attributes(ByteBuffer buffer, int from, int to) {
        for (int at = from; at + 4 <= to; ) {
            int length = Short.toUnsignedInt(buffer.getShort(at));
            if (length < 4 || at + length > to) {
                break;
            }
            values.put(
                    buffer.getShort(at + 2) & TYPE_MASK,
                    buffer.slice(at + 4, length - 4).order(ByteOrder.nativeOrder()));
            at += (length + 3) & ~3;
        }
    }

    Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type)).map(value -> {
            byte[] copy = new byte[value.remaining()];
            value.get(0, copy);
            return copy;
        });
    }

    int int32(int type, int absent) {
        ByteBuffer value = values.get(type);
        return value == null || value.remaining() < 4 ? absent : value.getInt(0);
    }

    /** A zero-terminated string; empty if absent. */
    String text(int type) {
        return bytes(type)
                .map(value -> new String(value, StandardCharsets.UTF_8).replace("\0", ""))
                .orElse("");
    }
}

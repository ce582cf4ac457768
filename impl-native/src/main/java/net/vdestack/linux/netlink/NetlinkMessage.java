package net.vdestack.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A request being written: header, fixed part, attributes.
 *
 * <pre>struct nlmsghdr { u32 length; u16 type; u16 flags; u32 sequence; u32 port; };
 * struct nlattr { u16 length; u16 type; }; then the value, padded to 4 bytes</pre>
 *
 * Numbers are in the machine's byte order.
 */
final class NetlinkMessage {
    static final int HEADER = 16;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;

    private static final int CAPACITY = 1024;
    private static final int SEQUENCE = 8;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());

    NetlinkMessage(int type, int flags) {
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) (flags | NLM_F_REQUEST))
                .putInt(0)
                .putInt(0);
    }

    NetlinkMessage int8(int value) {
        buffer.put((byte) value);
        return this;
    }

    NetlinkMessage int16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    NetlinkMessage int32(int value) {
        buffer.putInt(value);
        return this;
    }

    NetlinkMessage bytes(ByteBuffer value) {
        buffer.put(value.duplicate());
        return this;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    NetlinkMessage attribute(int type, int value) {
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    /** A zero-terminated string. */
    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** The finished message, ready to be sent. */
    ByteBuffer finish(int sequence) {
        buffer.flip();
        buffer.putInt(0, buffer.limit());
        buffer.putInt(SEQUENCE, sequence);
        return buffer;
    }
}

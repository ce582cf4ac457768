package net.vdestack.rest.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Lets so many packets of a capture pass, and closes the channel behind it then. Each write holds whole blocks of
 * pcapng (draft-ietf-opsawg-pcapng, section 3.1), little-endian as a capture writes them.
 */
final class PacketLimit implements WritableByteChannel {
    private static final int ENHANCED_PACKET = 6;
    private static final int LENGTH_OFFSET = 4;

    private final WritableByteChannel channel;
    private long left;

    PacketLimit(WritableByteChannel channel, long packets) {
        this.channel = channel;
        this.left = packets;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int length = from.remaining();
        ByteBuffer within = from.duplicate();
        within.limit(endOfLast(from.duplicate().order(ByteOrder.LITTLE_ENDIAN)));
        channel.write(within);
        if (left == 0) {
            channel.close();
        }
        from.position(from.limit());
        return length;
    }

    private int endOfLast(ByteBuffer blocks) {
        int end = blocks.position();
        while (end < blocks.limit() && left > 0) {
            if (blocks.getInt(end) == ENHANCED_PACKET) {
                left--;
            }
            end += blocks.getInt(end + LENGTH_OFFSET);
        }
        return end;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

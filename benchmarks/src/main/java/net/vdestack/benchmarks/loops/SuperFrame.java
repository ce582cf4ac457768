package net.vdestack.benchmarks.loops;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.vdestack.forwarder.offload.Checksum;
import net.vdestack.forwarder.offload.VirtioNetHeader;

/** A super-frame of TCP over IPv4 as a busy TAP hands it out: with time stamps, and as long as an IP packet may be. */
final class SuperFrame {
    static final int SEGMENT = 1448;
    static final int SEGMENTS = 44;

    private static final int ETHERNET = 14;
    private static final int IP = 20;
    private static final int TCP = 32;
    private static final int HEADERS = ETHERNET + IP + TCP;

    private static final int NEEDS_CSUM = 1;
    private static final int GSO_TCPV4 = 1;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int PROTOCOL_TCP = 6;

    private SuperFrame() {}

    static int length() {
        return HEADERS + SEGMENTS * SEGMENT;
    }

    /** The frame without a virtio header, which {@link #offload} says. */
    static ByteBuffer make() {
        ByteBuffer frame = ByteBuffer.allocateDirect(length());
        frame.putInt(0x02000000)
                .putShort((short) 1)
                .putInt(0x02000000)
                .putShort((short) 2)
                .putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (length() - ETHERNET));
        frame.putInt(0x00014000).put((byte) 64).put((byte) PROTOCOL_TCP).putShort((short) 0);
        frame.putInt(0x0a000001).putInt(0x0a000002);
        frame.putShort(ETHERNET + 10, (short) Checksum.of(Checksum.sum(frame, ETHERNET, IP)));
        frame.putShort((short) 40000).putShort((short) 80).putInt(1).putInt(1);
        // the length of the header in words, ACK; window, checksum, urgent pointer; no operation twice, time stamps
        frame.putShort((short) 0x8010)
                .putShort((short) 500)
                .putInt(0)
                .putInt(0x0101080a)
                .putLong(1);
        int transport = ETHERNET + IP;
        int pseudoHeader = Checksum.pseudoHeader(frame, ETHERNET + 12, 8, PROTOCOL_TCP, length() - transport);
        frame.putShort(transport + CHECKSUM_OFFSET, (short) pseudoHeader);
        byte[] payload = new byte[SEGMENTS * SEGMENT];
        new Random(1).nextBytes(payload);
        return frame.put(payload).clear();
    }

    /** What a TAP says of it. */
    static long offload() {
        ByteBuffer header = ByteBuffer.allocateDirect(VirtioNetHeader.SIZE).order(ByteOrder.nativeOrder());
        header.put((byte) NEEDS_CSUM)
                .put((byte) GSO_TCPV4)
                .putShort((short) HEADERS)
                .putShort((short) SEGMENT);
        header.putShort((short) (ETHERNET + IP)).putShort((short) CHECKSUM_OFFSET);
        return VirtioNetHeader.read(header.order(ByteOrder.BIG_ENDIAN), 0, length());
    }
}

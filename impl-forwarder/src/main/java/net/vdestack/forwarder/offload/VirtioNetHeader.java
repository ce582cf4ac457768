package net.vdestack.forwarder.offload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.forwarding.spi.FrameBatch;

/**
 * What stands in front of a frame that a TAP with {@code IFF_VNET_HDR} hands out or takes, in the machine's byte order.
 *
 * <pre>
 * struct virtio_net_hdr { __u8 flags, gso_type; __u16 hdr_len, gso_size, csum_start, csum_offset; };   // 10 bytes
 * </pre>
 *
 * In here it is a number, as {@link net.vdestack.api.forwarding.spi.FrameBatch#offload} describes it. What has no
 * meaning in a header is 0 in the number, so that a frame that is complete in itself has {@link #PLAIN}.
 */
public final class VirtioNetHeader {
    /** Its length in bytes. */
    public static final int SIZE = 10;
    /** Nothing remains to be done. */
    public static final long PLAIN = 0;
    /** Nothing that can be understood. */
    public static final long MALFORMED = -1;

    static final int VIRTIO_NET_HDR_GSO_NONE = 0;
    static final int VIRTIO_NET_HDR_GSO_TCPV4 = 1;
    static final int VIRTIO_NET_HDR_GSO_TCPV6 = 4;
    static final int VIRTIO_NET_HDR_GSO_UDP_L4 = 5;

    private static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    /** Somebody has found the checksum right: nothing to do. */
    private static final int VIRTIO_NET_HDR_F_DATA_VALID = 2;

    private static final int VIRTIO_NET_HDR_GSO_ECN = 0x80;

    /** GSO_BY_FRAGS, which the kernel keeps for itself. */
    private static final int NO_GSO_SIZE = 0xffff;

    private static final int ETHERNET_HEADER = 14;

    private static final VarHandle SHORTS =
            MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private VirtioNetHeader() {}

    /**
     * Reads a header. Its {@code hdr_len} is nothing but a hint, which senders get wrong, and is left out.
     *
     * @param frameLength bytes of the frame behind it
     * @return {@link #MALFORMED} if it asks for something unknown, or for a checksum outside the frame
     */
    public static long read(ByteBuffer memory, int at, int frameLength) {
        int flags = memory.get(at) & 0xff;
        int gsoType = memory.get(at + 1) & 0xff;
        int gsoSize = field(memory, at + 4);
        int checksumStart = field(memory, at + 6);
        int checksumOffset = field(memory, at + 8);
        if ((flags & ~(VIRTIO_NET_HDR_F_NEEDS_CSUM | VIRTIO_NET_HDR_F_DATA_VALID)) != 0) {
            return MALFORMED;
        }
        boolean segmented = gsoType != VIRTIO_NET_HDR_GSO_NONE;
        if ((flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) == 0) {
            return segmented ? MALFORMED : PLAIN;
        }
        if (checksumStart < ETHERNET_HEADER
                || (checksumOffset & 1) != 0
                || checksumStart + checksumOffset + Short.BYTES > frameLength) {
            return MALFORMED;
        }
        if (!segmented) {
            return of(VIRTIO_NET_HDR_GSO_NONE, 0, checksumStart, checksumOffset);
        }
        return checksumOffset == checksumOffsetOf(gsoType) && gsoSize != 0 && gsoSize != NO_GSO_SIZE
                ? of(gsoType, gsoSize, checksumStart, checksumOffset)
                : MALFORMED;
    }

    /** Where segments of a type have their checksum; no place if there is no such type. */
    private static int checksumOffsetOf(int gsoType) {
        return switch (gsoType) {
            case VIRTIO_NET_HDR_GSO_TCPV4,
                    VIRTIO_NET_HDR_GSO_TCPV6,
                    VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN,
                    VIRTIO_NET_HDR_GSO_TCPV6 | VIRTIO_NET_HDR_GSO_ECN -> Packet.TCP_CHECKSUM;
            case VIRTIO_NET_HDR_GSO_UDP_L4 -> Packet.UDP_CHECKSUM;
            default -> -1;
        };
    }

    private static int field(ByteBuffer memory, int at) {
        return Short.toUnsignedInt((short) SHORTS.get(memory, at));
    }

    /**
     * Writes a header right in front of the headers of its frame, which say how long they are: {@code hdr_len} spares
     * the kernel the moving of what it wants in one piece.
     */
    public static void write(ByteBuffer memory, int at, long offload) {
        memory.put(at, (byte) offload);
        memory.put(at + 1, (byte) (offload >>> 8));
        SHORTS.set(memory, at + 2, (short) headerLength(memory, at + SIZE, offload));
        SHORTS.set(memory, at + 4, (short) gsoSize(offload));
        SHORTS.set(memory, at + 6, (short) checksumStart(offload));
        SHORTS.set(memory, at + 8, (short) checksumOffset(offload));
    }

    private static int headerLength(ByteBuffer memory, int frame, long offload) {
        int transport = checksumStart(offload);
        return switch (gsoType(offload)) {
            case VIRTIO_NET_HDR_GSO_NONE -> 0;
            case VIRTIO_NET_HDR_GSO_UDP_L4 -> transport + Packet.UDP_HEADER;
            default -> transport + ((memory.get(frame + transport + Packet.TCP_DATA_OFFSET) & 0xf0) >>> 2);
        };
    }

    /** That of a frame whose checksum, from a place on, still lacks all but the pseudo-header. */
    static long of(int gsoType, int gsoSize, int checksumStart, int checksumOffset) {
        return VIRTIO_NET_HDR_F_NEEDS_CSUM
                | ((long) gsoType << 8)
                | ((long) gsoSize << 16)
                | ((long) checksumStart << 32)
                | ((long) checksumOffset << 48);
    }

    /** Whether a checksum is to be completed: always, with a super-frame. */
    public static boolean needsChecksum(long offload) {
        return (offload & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;
    }

    /** Whether it is a super-frame. */
    public static boolean isSuperFrame(long offload) {
        return gsoType(offload) != VIRTIO_NET_HDR_GSO_NONE;
    }

    /** How many frames the one in a slot is on a wire. */
    public static int frames(FrameBatch batch, int slot) {
        long offload = batch.offload(slot);
        if (!isSuperFrame(offload)) {
            return 1;
        }
        int payload = batch.length(slot) - headerLength(batch.memory(), batch.offset(slot), offload);
        return Math.max(1, (payload + gsoSize(offload) - 1) / gsoSize(offload));
    }

    /** How many bytes these have together. */
    public static long bytes(FrameBatch batch, int slot) {
        int more = frames(batch, slot) - 1;
        int length = batch.length(slot);
        return more == 0
                ? length
                : length + (long) more * headerLength(batch.memory(), batch.offset(slot), batch.offload(slot));
    }

    /** What to make segments of, without the bit that says that one has CWR set, as its TCP header says too. */
    static int gsoType(long offload) {
        return (int) (offload >>> 8) & 0xff & ~VIRTIO_NET_HDR_GSO_ECN;
    }

    /** Bytes of payload in each segment but the last. */
    static int gsoSize(long offload) {
        return (int) (offload >>> 16) & 0xffff;
    }

    /** From where on to sum, counted from the frame's first byte. */
    static int checksumStart(long offload) {
        return (int) (offload >>> 32) & 0xffff;
    }

    /** Where the checksum is, counted from there. */
    static int checksumOffset(long offload) {
        return (int) (offload >>> 48) & 0xffff;
    }
}

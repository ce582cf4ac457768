package net.vdestack.forwarder.datagram;

/**
 * The eight bytes before each frame: flags {@code 08}, three reserved, the network's 24-bit number, one reserved (RFC
 * 7348, section 5).
 */
public final class VxlanHeader {
    /** Its length in bytes. */
    public static final int SIZE = 8;
    /** The largest number of a network. */
    public static final int MAX_VNI = 0xffffff;

    private static final long FLAGS = 0x08L << 56;
    private static final long RESERVED = 0x00_ff_ff_ff_00_00_00_ffL;

    private VxlanHeader() {}

    /** The header of a network, as a big-endian number. */
    public static long of(int vni) {
        return FLAGS | ((long) vni << 8);
    }

    /** What a header says without its reserved bytes, which a receiver is to ignore. */
    public static long meaning(long header) {
        return header & ~RESERVED;
    }
}

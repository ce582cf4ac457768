package net.vdestack.forwarder.vxvde;

/**
 * The eight bytes before each frame: flags {@code 08}, three reserved, the network's 24-bit number, one reserved (RFC
 * 7348, section 5). All of them must match. Alone in a datagram they say that the sender leaves.
 */
final class VxvdeHeader {
    static final int SIZE = 8;

    private static final long FLAGS = 0x08L << 56;

    private VxvdeHeader() {}

    /** The header of a network, as a big-endian number. */
    static long of(int vni) {
        return FLAGS | ((long) vni << 8);
    }
}

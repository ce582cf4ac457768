package net.vdestack.forwarder.vlan;

import java.nio.ByteBuffer;

/**
 * The tag of a frame (IEEE 802.1Q, 9.3): four bytes behind the addresses, of which the first two are an EtherType that
 * says that it is one, and the last twelve bits the VLAN. Pure functions over big-endian buffers.
 */
final class VlanTag {
    /** Bytes of a tag. */
    static final int SIZE = 4;

    private static final int ADDRESSES = 12;
    private static final int VLAN = 0xfff;
    private static final int PRIORITY = 0xf000;

    private VlanTag() {}

    /** Whether a frame of at least 14 bytes has a tag, or at least says so. */
    static boolean isTagged(ByteBuffer frame, int at, int etherType) {
        return Short.toUnsignedInt(frame.getShort(at + ADDRESSES)) == etherType;
    }

    /** The VLAN of a tagged frame of at least 18 bytes. */
    static int vlan(ByteBuffer frame, int at) {
        return frame.getShort(at + ADDRESSES + 2) & VLAN;
    }

    /**
     * Copies a frame with another tag. The priority in a tag stays.
     *
     * @param tagged whether the frame has a tag
     * @param vlan the copy's VLAN; 0 for no tag
     * @return the copy's length
     */
    static int copy(
            ByteBuffer from, int at, int length, boolean tagged, ByteBuffer to, int toAt, int etherType, int vlan) {
        int rest = ADDRESSES + (tagged ? SIZE : 0);
        int toRest = ADDRESSES + (vlan != 0 ? SIZE : 0);
        to.put(toAt, from, at, ADDRESSES);
        if (vlan != 0) {
            int priority = tagged ? from.getShort(at + ADDRESSES + 2) & PRIORITY : 0;
            to.putShort(toAt + ADDRESSES, (short) etherType).putShort(toAt + ADDRESSES + 2, (short) (priority | vlan));
        }
        to.put(toAt + toRest, from, at + rest, length - rest);
        return toRest + length - rest;
    }
}

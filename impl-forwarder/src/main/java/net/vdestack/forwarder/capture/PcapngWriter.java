package net.vdestack.forwarder.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.vdestack.api.MacAddress;

/**
 * Writes blocks of the pcapng format (draft-ietf-opsawg-pcapng, section 4) into a buffer: a section with one Ethernet
 * interface, little-endian. Times are nanoseconds since 1970. The buffer must have room for what is written.
 */
final class PcapngWriter {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final long LENGTH_UNKNOWN = -1;
    private static final short LINKTYPE_ETHERNET = 1;
    private static final byte NANOSECONDS = 9;

    private static final int OPT_ENDOFOPT = 0;
    private static final int OPT_COMMENT = 1;
    private static final int SHB_OS = 3;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_MACADDR = 6;
    private static final int IF_TSRESOL = 9;
    private static final int EPB_FLAGS = 2;
    private static final int EPB_DROPCOUNT = 4;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_IFRECV = 4;
    private static final int ISB_IFDROP = 5;

    private static final int FLAG_INBOUND = 1;
    private static final int FLAG_OUTBOUND = 2;

    /** The parts of an enhanced packet block that are always as long, and all its options, with a short comment. */
    private static final int PACKET_OVERHEAD = 256;

    private final ByteBuffer out;

    /** @param out where it writes, from its position on */
    PcapngWriter(ByteBuffer out) {
        this.out = out.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How much room a packet of this length needs at most, with a comment of up to 128 bytes. */
    static int roomForPacket(int length) {
        return length + PACKET_OVERHEAD;
    }

    /** Begins a section, whose length is not known yet. */
    void section(String os, String application) {
        int start = begin(SECTION_HEADER);
        out.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(LENGTH_UNKNOWN);
        text(SHB_OS, os);
        text(SHB_USERAPPL, application);
        endOptions();
        end(start);
    }

    /** Describes the one interface. */
    void ethernet(String name, MacAddress mac, int snapLength) {
        int start = begin(INTERFACE_DESCRIPTION);
        out.putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(snapLength);
        text(IF_NAME, name);
        long bits = mac.bits();
        option(IF_MACADDR, 6);
        out.putShort(Short.reverseBytes((short) (bits >>> 32))).putInt(Integer.reverseBytes((int) bits));
        pad(6);
        option(IF_TSRESOL, 1);
        out.put(NANOSECONDS);
        pad(1);
        endOptions();
        end(start);
    }

    /**
     * A packet, whole.
     *
     * @param frames where the packet stands
     * @param offset where it begins there
     * @param missed how many were not written since the packet before
     * @param comment null for none
     */
    void packet(
            long time, Direction direction, ByteBuffer frames, int offset, int length, long missed, String comment) {
        int start = begin(ENHANCED_PACKET);
        out.putInt(0);
        time(time);
        out.putInt(length).putInt(length);
        out.put(out.position(), frames, offset, length);
        out.position(out.position() + length);
        pad(length);
        option(EPB_FLAGS, Integer.BYTES);
        out.putInt(direction == Direction.INBOUND ? FLAG_INBOUND : FLAG_OUTBOUND);
        if (missed > 0) {
            counter(EPB_DROPCOUNT, missed);
        }
        if (comment != null) {
            text(OPT_COMMENT, comment);
        }
        endOptions();
        end(start);
    }

    /**
     * What there was from a time to another.
     *
     * @param received how many packets passed the interface
     * @param missed how many of them were not written
     */
    void statistics(long from, long to, long received, long missed) {
        int start = begin(INTERFACE_STATISTICS);
        out.putInt(0);
        time(to);
        option(ISB_STARTTIME, Long.BYTES);
        time(from);
        option(ISB_ENDTIME, Long.BYTES);
        time(to);
        counter(ISB_IFRECV, received);
        counter(ISB_IFDROP, missed);
        endOptions();
        end(start);
    }

    /** The block's length, which comes first and last, is not known yet. */
    private int begin(int type) {
        int start = out.position();
        out.putInt(type).putInt(0);
        return start;
    }

    private void end(int start) {
        int length = out.position() + Integer.BYTES - start;
        out.putInt(length).putInt(start + Integer.BYTES, length);
    }

    /** The upper half comes first, in either byte order. */
    private void time(long nanos) {
        out.putInt((int) (nanos >>> 32)).putInt((int) nanos);
    }

    private void option(int code, int length) {
        out.putShort((short) code).putShort((short) length);
    }

    private void text(int code, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        option(code, bytes.length);
        out.put(bytes);
        pad(bytes.length);
    }

    private void counter(int code, long value) {
        option(code, Long.BYTES);
        out.putLong(value);
    }

    private void endOptions() {
        option(OPT_ENDOFOPT, 0);
    }

    /** To a multiple of four bytes. */
    private void pad(int length) {
        for (int i = length; i % Integer.BYTES != 0; i++) {
            out.put((byte) 0);
        }
    }
}

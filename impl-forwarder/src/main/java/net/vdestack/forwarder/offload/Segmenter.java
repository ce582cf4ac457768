package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;

/**
 * A super-frame and the frames that it is on a wire. Each of these is copied to where the caller wants it, and summed
 * there while it is in the first-level cache. Segments may be asked for in any order, and more than once. Not thread
 * safe; to be used again for one super-frame after another.
 */
public final class Segmenter {
    private static final int TCP_FIN = 0x01;
    private static final int TCP_PSH = 0x08;
    private static final int TCP_CWR = 0x80;

    private final Packet packet = new Packet();
    private int segmentSize;
    private int segments;
    /** The sum of the pseudo-header without the length. */
    private int pseudoHeader;

    /**
     * Takes up another super-frame, whose memory it looks at from now on and does not change.
     *
     * @param memory big-endian
     * @param offload its header, as {@link VirtioNetHeader#read}
     * @return false if it is none; then nothing else may be asked
     */
    public boolean open(ByteBuffer memory, int at, int length, long offload) {
        if (!packet.parse(memory, at, length) || packet.end() != at + length || !fits(offload)) {
            return false;
        }
        segmentSize = VirtioNetHeader.gsoSize(offload);
        segments = Math.max(1, (packet.payloadLength() + segmentSize - 1) / segmentSize);
        // the sender's, since with a routing header it is not of the addresses that are there to see
        pseudoHeader = Checksum.subtract(packet.checksum(), packet.end() - packet.transport());
        return true;
    }

    /** Whether the header is of such a packet. */
    private boolean fits(long offload) {
        boolean known =
                switch (VirtioNetHeader.gsoType(offload)) {
                    case VirtioNetHeader.VIRTIO_NET_HDR_GSO_TCPV4 -> packet.isTcp() && packet.isV4();
                    case VirtioNetHeader.VIRTIO_NET_HDR_GSO_TCPV6 -> packet.isTcp() && !packet.isV4();
                    case VirtioNetHeader.VIRTIO_NET_HDR_GSO_UDP_L4 -> !packet.isTcp();
                    default -> false;
                };
        return known
                && packet.start() + VirtioNetHeader.checksumStart(offload) == packet.transport()
                && VirtioNetHeader.checksumOffset(offload) == packet.checksumOffset();
    }

    /** How many frames it becomes; at least one. */
    public int segments() {
        return segments;
    }

    /** Bytes of a segment, headers included. The first is as long as any. */
    public int length(int segment) {
        return packet.headerLength() + payloadLength(segment);
    }

    private int payloadLength(int segment) {
        return Math.min(segmentSize, packet.payloadLength() - segment * segmentSize);
    }

    /**
     * Writes a segment.
     *
     * @param to big-endian, with room for its {@link #length}; not where the super-frame is
     */
    public void write(int segment, ByteBuffer to, int at) {
        int payloadLength = payloadLength(segment);
        packet.copyHeaders(to, at, payloadLength, segment);
        int transport = at + packet.transport() - packet.start();
        int headerLength = packet.payload() - packet.transport();
        if (packet.isTcp()) {
            to.putInt(
                    transport + Packet.TCP_SEQUENCE,
                    to.getInt(transport + Packet.TCP_SEQUENCE) + segment * segmentSize);
            to.put(transport + Packet.TCP_FLAGS, flags(segment));
        }
        int payload = at + packet.headerLength();
        to.put(payload, packet.memory(), packet.payload() + segment * segmentSize, payloadLength);
        int sum = Checksum.sum(to, transport, headerLength + payloadLength);
        sum = Checksum.add(sum, Checksum.add(pseudoHeader, headerLength + payloadLength));
        int checksum = packet.isTcp() ? Checksum.of(sum) : Checksum.nonZeroOf(sum);
        to.putShort(transport + packet.checksumOffset(), (short) checksum);
    }

    /** What ends a message belongs to its last segment, and what answers a mark of congestion to the first. */
    private byte flags(int segment) {
        int flags = packet.unsignedByte(packet.transport() + Packet.TCP_FLAGS);
        if (segment != segments - 1) {
            flags &= ~(TCP_FIN | TCP_PSH);
        }
        if (segment != 0) {
            flags &= ~TCP_CWR;
        }
        return (byte) flags;
    }
}

package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;

/**
 * Frames of one flow, each the continuation of the one before: what {@link Segmenter} would make of a super-frame, byte
 * for byte, but for the number of an IPv4 packet that is never split, which means nothing (RFC 6864, 4.1). Only what
 * has been found intact is joined, since a super-frame gets a new checksum, right for whatever is in it.
 */
final class Train {
    private static final int TCP_PSH = 0x08;
    private static final int TCP_ACK = 0x10;
    /** What the kernel's own receive offload allows, and its segmentation takes back (UDP_MAX_SEGMENTS). */
    private static final int MAX_DATAGRAMS = 64;

    private static final int V4_DONT_FRAGMENT = 0x4000;
    private static final int TCP_RESERVED_BITS = 0x0f;

    private Packet head = new Packet();
    private int frames;
    private int first;
    private int last;
    private int payloadLength;
    /** Whether the head has been found intact; it is not looked at before there is somebody to join it. */
    private boolean intact;

    private boolean pushed;
    private boolean open;

    /**
     * Begins anew.
     *
     * @param frame the number of the packet's frame
     * @param packet kept from now on
     * @param udp whether datagrams may be joined
     * @return one that is free, for the packet
     */
    Packet begin(int frame, Packet packet, boolean udp) {
        Packet free = head;
        head = packet;
        begin(frame);
        payloadLength = packet.payloadLength();
        open = payloadLength > 0 && isPlainIp() && (packet.isTcp() ? isPlainTcp() : udp && hasChecksum(packet));
        return free;
    }

    /** Begins anew with a frame that nothing joins. */
    void begin(int frame) {
        frames = 1;
        first = frame;
        last = frame;
        intact = false;
        pushed = false;
        open = false;
    }

    private boolean isPlainIp() {
        if (head.hasOptions()) {
            return false;
        }
        int fragment = head.isV4() ? head.unsignedShort(head.network() + Packet.V4_FRAGMENT) : 0;
        return fragment == 0 || fragment == V4_DONT_FRAGMENT;
    }

    private boolean isPlainTcp() {
        int transport = head.transport();
        return head.unsignedByte(transport + Packet.TCP_FLAGS) == TCP_ACK
                && (head.unsignedByte(transport + Packet.TCP_DATA_OFFSET) & TCP_RESERVED_BITS) == 0;
    }

    private static boolean hasChecksum(Packet datagram) {
        return datagram.checksum() != 0;
    }

    /** Whether further frames may join. */
    boolean isOpen() {
        return open;
    }

    /** Whether a packet is between the same two sockets. */
    boolean isOfFlow(Packet packet) {
        return packet.isV4() == head.isV4()
                && packet.protocol() == head.protocol()
                && packet.memory().getInt(packet.transport()) == head.memory().getInt(head.transport())
                && same(packet, packet.addresses(), head.addresses(), head.addressesLength());
    }

    /**
     * Adds the frame of a packet of the same flow, if it continues what is there. If not, nothing may join any more.
     */
    boolean join(int frame, Packet packet) {
        if (!continues(packet) || !packet.isIntact() || !(intact || head.isIntact())) {
            return false;
        }
        intact = true;
        pushed = packet.isTcp() && packet.unsignedByte(packet.transport() + Packet.TCP_FLAGS) != TCP_ACK;
        last = frame;
        frames++;
        payloadLength += packet.payloadLength();
        open = !pushed && packet.payloadLength() == head.payloadLength() && (packet.isTcp() || frames < MAX_DATAGRAMS);
        return true;
    }

    private boolean continues(Packet packet) {
        int length = packet.payloadLength();
        // EtherTypes tell how long an Ethernet header is, so that those that are the same are of one length
        return length > 0
                && length <= head.payloadLength()
                && head.packetHeaderLength() + payloadLength + length <= Packet.MAX_LENGTH
                && same(packet, packet.start(), head.start(), head.network() - head.start())
                && (head.isV4() ? continuesV4(packet) : continuesV6(packet))
                && (head.isTcp() ? continuesTcp(packet) : hasChecksum(packet));
    }

    private boolean continuesV4(Packet packet) {
        int fragment = packet.unsignedShort(packet.network() + Packet.V4_FRAGMENT);
        int id = packet.unsignedShort(packet.network() + Packet.V4_ID);
        int expected = (head.unsignedShort(head.network() + Packet.V4_ID) + frames) & 0xffff;
        return fragment == head.unsignedShort(head.network() + Packet.V4_FRAGMENT)
                && (fragment == V4_DONT_FRAGMENT || id == expected)
                && !packet.hasOptions()
                && sameByte(packet, packet.network() + Packet.V4_SERVICE, head.network() + Packet.V4_SERVICE)
                && sameByte(packet, packet.network() + Packet.V4_TTL, head.network() + Packet.V4_TTL);
    }

    private boolean continuesV6(Packet packet) {
        // the first word is version, traffic class and flow label
        return same(packet, packet.network(), head.network(), Integer.BYTES)
                && !packet.hasOptions()
                && sameByte(packet, packet.network() + Packet.V6_HOP_LIMIT, head.network() + Packet.V6_HOP_LIMIT);
    }

    private boolean continuesTcp(Packet packet) {
        int tcp = packet.transport();
        int headTcp = head.transport();
        int flags = packet.unsignedByte(tcp + Packet.TCP_FLAGS);
        int expected = head.memory().getInt(headTcp + Packet.TCP_SEQUENCE) + payloadLength;
        return (flags & ~TCP_PSH) == TCP_ACK
                && packet.memory().getInt(tcp + Packet.TCP_SEQUENCE) == expected
                && same(packet, tcp + Packet.TCP_ACKNOWLEDGEMENT, headTcp + Packet.TCP_ACKNOWLEDGEMENT, Integer.BYTES)
                && sameByte(packet, tcp + Packet.TCP_DATA_OFFSET, headTcp + Packet.TCP_DATA_OFFSET)
                && same(packet, tcp + Packet.TCP_WINDOW, headTcp + Packet.TCP_WINDOW, Short.BYTES)
                && same(
                        packet,
                        tcp + Packet.TCP_URGENT,
                        headTcp + Packet.TCP_URGENT,
                        head.payload() - headTcp - Packet.TCP_URGENT);
    }

    private boolean sameByte(Packet packet, int at, int headAt) {
        return packet.memory().get(at) == head.memory().get(headAt);
    }

    private boolean same(Packet packet, int at, int headAt, int length) {
        ByteBuffer theirs = packet.memory();
        ByteBuffer ours = head.memory();
        int done = 0;
        for (; length - done >= Integer.BYTES; done += Integer.BYTES) {
            if (theirs.getInt(at + done) != ours.getInt(headAt + done)) {
                return false;
            }
        }
        for (; done < length; done++) {
            if (theirs.get(at + done) != ours.get(headAt + done)) {
                return false;
            }
        }
        return true;
    }

    /** How many frames it has. */
    int frames() {
        return frames;
    }

    /** The number of its first frame. */
    int first() {
        return first;
    }

    /** The number of its last frame. */
    int last() {
        return last;
    }

    /** Bytes of the headers of the super-frame. */
    int headerLength() {
        return head.headerLength();
    }

    /** The virtio header of the super-frame. */
    long offload() {
        int type = VirtioNetHeader.VIRTIO_NET_HDR_GSO_UDP_L4;
        if (head.isTcp()) {
            type = head.isV4() ? VirtioNetHeader.VIRTIO_NET_HDR_GSO_TCPV4 : VirtioNetHeader.VIRTIO_NET_HDR_GSO_TCPV6;
        }
        return VirtioNetHeader.of(type, head.payloadLength(), head.transport() - head.start(), head.checksumOffset());
    }

    /** Writes the headers of the super-frame. */
    void writeHeaders(ByteBuffer to, int at) {
        head.copyHeaders(to, at, payloadLength, 0);
        int transport = at + head.transport() - head.start();
        if (pushed) {
            to.put(transport + Packet.TCP_FLAGS, (byte) (TCP_ACK | TCP_PSH));
        }
        to.putShort(transport + head.checksumOffset(), (short) head.pseudoHeader(payloadLength));
    }
}

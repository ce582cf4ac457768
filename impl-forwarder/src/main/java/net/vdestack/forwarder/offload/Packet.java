package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;

/**
 * Where things are in a frame, if it is one whole TCP segment or UDP datagram over IP that makes sense: under up to two
 * VLAN tags, with IPv4 options or IPv6 extension headers, unfragmented, all lengths agreeing, and the checksum of the
 * IPv4 header right. Bytes behind the IP packet, such as an Ethernet's padding, belong to nothing. Offsets are absolute
 * in big-endian memory. A flyweight, to be used again for frame after frame.
 */
final class Packet {
    /** The longest there is, IP header included; of IPv6 too, since a TAP takes none that is longer. */
    static final int MAX_LENGTH = 65535;

    static final int TCP_SEQUENCE = 4;
    static final int TCP_ACKNOWLEDGEMENT = 8;
    static final int TCP_DATA_OFFSET = 12;
    static final int TCP_FLAGS = 13;
    static final int TCP_WINDOW = 14;
    static final int TCP_CHECKSUM = 16;
    static final int TCP_URGENT = 18;
    static final int TCP_OPTIONS = 20;

    static final int UDP_CHECKSUM = 6;
    static final int UDP_HEADER = 8;

    static final int V4_SERVICE = 1;
    static final int V4_ID = 4;
    static final int V4_FRAGMENT = 6;
    static final int V4_TTL = 8;
    static final int V6_HOP_LIMIT = 7;

    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_HOPOPTS = 0;
    private static final int IPPROTO_ROUTING = 43;
    private static final int IPPROTO_DSTOPTS = 60;

    private static final int ETHERNET_ADDRESSES = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_PROVIDER_VLAN = 0x88a8;
    private static final int TAG_SIZE = 4;
    private static final int MAX_TAGS = 2;

    private static final int V4_HEADER = 20;
    private static final int V4_TOTAL_LENGTH = 2;
    private static final int V4_PROTOCOL = 9;
    private static final int V4_CHECKSUM = 10;
    private static final int V4_ADDRESSES = 12;
    /** More fragments, and where in the whole this one is. */
    private static final int V4_FRAGMENTED = 0x3fff;

    private static final int V6_HEADER = 40;
    private static final int V6_PAYLOAD_LENGTH = 4;
    private static final int V6_NEXT_HEADER = 6;
    private static final int V6_ADDRESSES = 8;
    private static final int V6_EXTENSION_UNIT = 8;

    private static final int UDP_LENGTH = 4;

    private ByteBuffer memory;
    private int start;
    private int network;
    private int transport;
    private int payload;
    private int end;
    private boolean v4;
    private int protocol;

    /** Looks at another frame. If this is false, ask nothing else. */
    boolean parse(ByteBuffer frames, int at, int length) {
        memory = frames;
        start = at;
        int frameEnd = at + length;
        int type = at + ETHERNET_ADDRESSES;
        for (int tags = 0; frameEnd - type >= Short.BYTES; tags++) {
            int etherType = unsignedShort(type);
            if (etherType == ETHERTYPE_IPV4 || etherType == ETHERTYPE_IPV6) {
                network = type + Short.BYTES;
                v4 = etherType == ETHERTYPE_IPV4;
                return (v4 ? parseV4(frameEnd) : parseV6(frameEnd)) && parseTransport();
            }
            if (tags == MAX_TAGS || (etherType != ETHERTYPE_VLAN && etherType != ETHERTYPE_PROVIDER_VLAN)) {
                return false;
            }
            type += TAG_SIZE;
        }
        return false;
    }

    private boolean parseV4(int frameEnd) {
        if (frameEnd - network < V4_HEADER || unsignedByte(network) >>> 4 != 4) {
            return false;
        }
        int headerLength = (unsignedByte(network) & 0xf) * 4;
        int totalLength = unsignedShort(network + V4_TOTAL_LENGTH);
        transport = network + headerLength;
        end = network + totalLength;
        protocol = unsignedByte(network + V4_PROTOCOL);
        return headerLength >= V4_HEADER
                && headerLength <= totalLength
                && end <= frameEnd
                && (unsignedShort(network + V4_FRAGMENT) & V4_FRAGMENTED) == 0
                && Checksum.sum(memory, network, headerLength) == Checksum.RIGHT;
    }

    /** A fragment's header is none that is gone over, so that even a whole packet in one fragment is left alone. */
    private boolean parseV6(int frameEnd) {
        if (frameEnd - network < V6_HEADER || unsignedByte(network) >>> 4 != 6) {
            return false;
        }
        transport = network + V6_HEADER;
        end = transport + unsignedShort(network + V6_PAYLOAD_LENGTH);
        if (end > frameEnd) {
            return false;
        }
        protocol = unsignedByte(network + V6_NEXT_HEADER);
        while (protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING || protocol == IPPROTO_DSTOPTS) {
            if (end - transport < V6_EXTENSION_UNIT) {
                return false;
            }
            protocol = unsignedByte(transport);
            transport += (unsignedByte(transport + 1) + 1) * V6_EXTENSION_UNIT;
        }
        return transport <= end;
    }

    private boolean parseTransport() {
        int length = end - transport;
        if (protocol == IPPROTO_TCP) {
            if (length < TCP_OPTIONS) {
                return false;
            }
            int headerLength = (unsignedByte(transport + TCP_DATA_OFFSET) >>> 4) * 4;
            payload = transport + headerLength;
            return headerLength >= TCP_OPTIONS && headerLength <= length;
        }
        payload = transport + UDP_HEADER;
        return protocol == IPPROTO_UDP && length >= UDP_HEADER && unsignedShort(transport + UDP_LENGTH) == length;
    }

    ByteBuffer memory() {
        return memory;
    }

    boolean isV4() {
        return v4;
    }

    boolean isTcp() {
        return protocol == IPPROTO_TCP;
    }

    int protocol() {
        return protocol;
    }

    /** Where the frame begins. */
    int start() {
        return start;
    }

    /** Where the IP header begins. */
    int network() {
        return network;
    }

    /** Where the TCP or UDP header begins. */
    int transport() {
        return transport;
    }

    /** Where the payload begins. */
    int payload() {
        return payload;
    }

    int payloadLength() {
        return end - payload;
    }

    /** Where the IP packet ends. */
    int end() {
        return end;
    }

    /** Bytes of all headers, Ethernet's included. */
    int headerLength() {
        return payload - start;
    }

    /** Bytes of the headers that count as part of an IP packet. */
    int packetHeaderLength() {
        return payload - network;
    }

    /** Whether there is something between the IP header proper and the transport header. */
    boolean hasOptions() {
        return transport - network != (v4 ? V4_HEADER : V6_HEADER);
    }

    int addresses() {
        return network + (v4 ? V4_ADDRESSES : V6_ADDRESSES);
    }

    int addressesLength() {
        return v4 ? 8 : 32;
    }

    /** Where the checksum is, counted from the transport header. */
    int checksumOffset() {
        return isTcp() ? TCP_CHECKSUM : UDP_CHECKSUM;
    }

    /** What the transport header has as its checksum. */
    int checksum() {
        return unsignedShort(transport + checksumOffset());
    }

    /** The sum of the pseudo-header with another length of payload. */
    int pseudoHeader(int payloadBytes) {
        return Checksum.pseudoHeader(
                memory, addresses(), addressesLength(), protocol, payload - transport + payloadBytes);
    }

    /** Whether the checksum of TCP or UDP is right. Those of a routing header have another pseudo-header. */
    boolean isIntact() {
        int sum = Checksum.sum(memory, transport, end - transport);
        return Checksum.add(sum, pseudoHeader(payloadLength())) == Checksum.RIGHT;
    }

    /**
     * Copies the headers for another payload: lengths are its own, and so is the checksum of IPv4. The checksum of the
     * transport header is 0, for the caller to set.
     *
     * @param payloadBytes bytes of the payload
     * @param later which of the packets made from this it is: IPv4 numbers them
     */
    void copyHeaders(ByteBuffer to, int at, int payloadBytes, int later) {
        to.put(at, memory, start, headerLength());
        int ip = at + network - start;
        int packetLength = packetHeaderLength() + payloadBytes;
        if (v4) {
            to.putShort(ip + V4_TOTAL_LENGTH, (short) packetLength);
            to.putShort(ip + V4_ID, (short) (to.getShort(ip + V4_ID) + later));
            to.putShort(ip + V4_CHECKSUM, (short) 0);
            to.putShort(ip + V4_CHECKSUM, (short) Checksum.of(Checksum.sum(to, ip, transport - network)));
        } else {
            to.putShort(ip + V6_PAYLOAD_LENGTH, (short) (packetLength - V6_HEADER));
        }
        int header = at + transport - start;
        if (!isTcp()) {
            to.putShort(header + UDP_LENGTH, (short) (UDP_HEADER + payloadBytes));
        }
        to.putShort(header + checksumOffset(), (short) 0);
    }

    int unsignedByte(int at) {
        return memory.get(at) & 0xff;
    }

    int unsignedShort(int at) {
        return Short.toUnsignedInt(memory.getShort(at));
    }
}

package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A TCP segment or UDP datagram in a frame, field by field, and what is made of it: a frame, a super-frame, and, slow
 * and obvious, the frames that the latter is on a wire.
 */
final class SamplePacket {
    static final int FIN = 0x01;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int CWR = 0x80;

    static final int NEEDS_CSUM = 1;
    static final int TCPV4 = 1;
    static final int TCPV6 = 4;
    static final int UDP_L4 = 5;

    boolean v4 = true;
    boolean tcp = true;
    long destinationMac = 0x02_00_00_00_00_0bL;
    long sourceMac = 0x02_00_00_00_00_0aL;
    /** Each tag's EtherType and control information. */
    int[] tags = {};

    int service = 0;
    int flowLabel = 0x12345;
    int id = 7;
    int fragment = 0x4000;
    int ttl = 64;
    byte[] ipOptions = {};
    /** Extension headers in a row; the first byte of each is the protocol of the next, filled in here. */
    int[] extensionTypes = {};

    byte[][] extensions = {};
    int source = 1;
    int destination = 2;
    /** Of the pseudo-header, if it is another one than that of the IP header. */
    int finalDestination;

    int sourcePort = 40000;
    int destinationPort = 80;
    int sequence = 1000;
    int acknowledgement = 5;
    int reserved = 0;
    int flags = ACK;
    int window = 500;
    int urgent = 0;
    byte[] tcpOptions = {};
    byte[] payload = {};
    /** Behind the packet, in the frame. */
    byte[] padding = {};

    static SamplePacket of(boolean v4, boolean tcp, int payload) {
        SamplePacket packet = new SamplePacket();
        packet.v4 = v4;
        packet.tcp = tcp;
        packet.payload = random(payload, 1);
        return packet;
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    SamplePacket copy() {
        SamplePacket copy = new SamplePacket();
        copy.v4 = v4;
        copy.tcp = tcp;
        copy.destinationMac = destinationMac;
        copy.sourceMac = sourceMac;
        copy.tags = tags;
        copy.service = service;
        copy.flowLabel = flowLabel;
        copy.id = id;
        copy.fragment = fragment;
        copy.ttl = ttl;
        copy.ipOptions = ipOptions;
        copy.extensionTypes = extensionTypes;
        copy.extensions = extensions;
        copy.source = source;
        copy.destination = destination;
        copy.finalDestination = finalDestination;
        copy.sourcePort = sourcePort;
        copy.destinationPort = destinationPort;
        copy.sequence = sequence;
        copy.acknowledgement = acknowledgement;
        copy.reserved = reserved;
        copy.flags = flags;
        copy.window = window;
        copy.urgent = urgent;
        copy.tcpOptions = tcpOptions;
        copy.payload = payload;
        copy.padding = padding;
        return copy;
    }

    int protocol() {
        return tcp ? 6 : 17;
    }

    /** Where the transport header begins in the frame. */
    int transport() {
        return 14 + 4 * tags.length + ip(0).length;
    }

    int checksumOffset() {
        return tcp ? 16 : 6;
    }

    int headerLength() {
        return transport() + transportHeader(0).length;
    }

    /** The frame, complete. */
    byte[] frame() {
        int checksum = SlowChecksum.checksum(concat(pseudoHeader(), transportHeader(0), payload));
        return frame(!tcp && checksum == 0 ? 0xffff : checksum);
    }

    /** The frame with the sum of the pseudo-header where the checksum shall be. */
    byte[] superFrame() {
        return frame(SlowChecksum.sum(pseudoHeader()));
    }

    byte[] frame(int checksum) {
        byte[] transport = transportHeader(checksum);
        return concat(ethernet(), ip(transport.length + payload.length), transport, payload, padding);
    }

    /** The header of the super-frame. */
    long offload(int size) {
        int type = tcp ? (v4 ? TCPV4 : TCPV6) : UDP_L4;
        return NEEDS_CSUM
                | (type << 8)
                | ((long) size << 16)
                | ((long) transport() << 32)
                | ((long) checksumOffset() << 48);
    }

    /** The frames that the super-frame is. */
    List<byte[]> wire(int size) {
        List<byte[]> frames = new ArrayList<>();
        for (int from = 0; from == 0 || from < payload.length; from += size) {
            SamplePacket segment = copy();
            int to = Math.min(payload.length, from + size);
            segment.payload = Arrays.copyOfRange(payload, from, to);
            segment.id = id + frames.size();
            segment.sequence = sequence + from;
            if (from > 0) {
                segment.flags &= ~CWR;
            }
            if (to < payload.length) {
                segment.flags &= ~(FIN | PSH);
            }
            frames.add(segment.frame());
        }
        return frames;
    }

    private byte[] ethernet() {
        ByteBuffer header = ByteBuffer.allocate(14 + 4 * tags.length);
        header.putShort((short) (destinationMac >>> 32)).putInt((int) destinationMac);
        header.putShort((short) (sourceMac >>> 32)).putInt((int) sourceMac);
        for (int tag : tags) {
            header.putInt(tag);
        }
        return header.putShort((short) (v4 ? 0x0800 : 0x86dd)).array();
    }

    private byte[] ip(int contentLength) {
        return v4 ? ipV4(contentLength) : ipV6(contentLength);
    }

    private byte[] ipV4(int contentLength) {
        int length = 20 + ipOptions.length;
        ByteBuffer header = ByteBuffer.allocate(length);
        header.put((byte) (0x40 | length / 4)).put((byte) service).putShort((short) (length + contentLength));
        header.putShort((short) id).putShort((short) fragment);
        header.put((byte) ttl).put((byte) protocol()).putShort((short) 0);
        header.put(address(source)).put(address(destination)).put(ipOptions);
        return header.putShort(10, (short) SlowChecksum.checksum(header.array()))
                .array();
    }

    private byte[] ipV6(int contentLength) {
        byte[] chain = extensionHeaders();
        ByteBuffer header = ByteBuffer.allocate(40);
        header.putInt((6 << 28) | (service << 20) | flowLabel).putShort((short) (chain.length + contentLength));
        header.put((byte) (extensionTypes.length == 0 ? protocol() : extensionTypes[0]))
                .put((byte) ttl);
        header.put(address(source)).put(address(destination));
        return concat(header.array(), chain);
    }

    private byte[] extensionHeaders() {
        byte[][] headers = new byte[extensions.length][];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = extensions[i].clone();
            headers[i][0] = (byte) (i + 1 < headers.length ? extensionTypes[i + 1] : protocol());
        }
        return concat(headers);
    }

    private byte[] address(int number) {
        return v4
                ? new byte[] {10, 1, (byte) (number >>> 8), (byte) number}
                : new byte[] {(byte) 0xfd, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, (byte) (number >>> 8), (byte) number};
    }

    private byte[] pseudoHeader() {
        int length = transportHeader(0).length + payload.length;
        byte[] addresses = concat(address(source), address(finalDestination != 0 ? finalDestination : destination));
        return v4
                ? concat(addresses, new byte[] {0, (byte) protocol(), (byte) (length >>> 8), (byte) length})
                : ByteBuffer.allocate(40)
                        .put(addresses)
                        .putInt(length)
                        .putInt(protocol())
                        .array();
    }

    private byte[] transportHeader(int checksum) {
        if (!tcp) {
            ByteBuffer header =
                    ByteBuffer.allocate(8).putShort((short) sourcePort).putShort((short) destinationPort);
            return header.putShort((short) (8 + payload.length))
                    .putShort((short) checksum)
                    .array();
        }
        ByteBuffer header = ByteBuffer.allocate(20 + tcpOptions.length);
        header.putShort((short) sourcePort).putShort((short) destinationPort);
        header.putInt(sequence).putInt(acknowledgement);
        header.put((byte) (((header.capacity() / 4) << 4) | reserved))
                .put((byte) flags)
                .putShort((short) window);
        return header.putShort((short) checksum)
                .putShort((short) urgent)
                .put(tcpOptions)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            whole.put(part);
        }
        return whole.array();
    }
}

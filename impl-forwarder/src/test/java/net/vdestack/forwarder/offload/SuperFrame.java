package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A super-frame as a TAP hands it out, and what it is on a wire; for the tests of those who pass it on. */
public final class SuperFrame {
    private final SamplePacket packet;
    private final int segmentSize;

    private SuperFrame(SamplePacket packet, int segmentSize) {
        this.packet = packet;
        this.segmentSize = segmentSize;
    }

    /** Of TCP. The flow with a number begins with that. */
    public static SuperFrame tcp(int payload, int segmentSize, int flow) {
        return of(true, payload, segmentSize, flow);
    }

    /** Of UDP. */
    public static SuperFrame udp(int payload, int segmentSize, int flow) {
        return of(false, payload, segmentSize, flow);
    }

    private static SuperFrame of(boolean tcp, int payload, int segmentSize, int flow) {
        SamplePacket packet = SamplePacket.of(true, tcp, payload);
        packet.payload = SamplePacket.random(payload, flow);
        packet.sourcePort = flow;
        return new SuperFrame(packet, segmentSize);
    }

    /** All of it. */
    public byte[] frame() {
        return packet.superFrame();
    }

    /** Its header as a number. */
    public long offload() {
        return packet.offload(segmentSize);
    }

    /** That of the whole as one frame that lacks its checksum. */
    public long checksumOffload() {
        return VirtioNetHeader.of(0, 0, packet.transport(), packet.checksumOffset());
    }

    /** That of something else. */
    public long wrongOffload() {
        return offload() + (1L << 32);
    }

    /** The whole as one frame with its checksum. */
    public byte[] complete() {
        return packet.frame();
    }

    /** The frames that it is on a wire. */
    public List<byte[]> wire() {
        return packet.wire(segmentSize);
    }

    /** Bytes of these. */
    public long wireBytes() {
        return wire().stream().mapToLong(frame -> frame.length).sum();
    }

    /** What a TAP hands out and takes. */
    public byte[] behindHeader() {
        return behindHeader(offload(), frame());
    }

    /** The same for any frame. */
    public static byte[] behindHeader(long offload, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.allocate(VirtioNetHeader.SIZE + frame.length);
        VirtioNetHeader.write(bytes.put(VirtioNetHeader.SIZE, frame), 0, offload);
        return bytes.array();
    }

    /** What stands behind the header that a TAP was given, as a wire would carry it. */
    public static List<byte[]> cut(byte[] message) {
        int length = message.length - VirtioNetHeader.SIZE;
        ByteBuffer memory = ByteBuffer.allocateDirect(message.length).put(0, message);
        long offload = VirtioNetHeader.read(memory, 0, length);
        if (offload == VirtioNetHeader.PLAIN) {
            return List.of(Arrays.copyOfRange(message, VirtioNetHeader.SIZE, message.length));
        }
        Segmenter segmenter = new Segmenter();
        if (!segmenter.open(memory, VirtioNetHeader.SIZE, length, offload)) {
            throw new AssertionError("cannot be cut: " + Long.toHexString(offload));
        }
        return IntStream.range(0, segmenter.segments())
                .mapToObj(segment -> {
                    ByteBuffer frame = ByteBuffer.allocate(segmenter.length(segment));
                    segmenter.write(segment, frame, 0);
                    return frame.array();
                })
                .toList();
    }
}

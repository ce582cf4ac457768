package net.vdestack.forwarder.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.offload.Coalescer;
import net.vdestack.forwarder.offload.VirtioNetHeader;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Joins frames on their way to a TAP, and writes those that were joined in one call, payloads from where they are.
 * Confined to one thread, and to one run of frames at a time.
 */
final class Joiner implements AutoCloseable {
    /** How many frames are looked at at once, at most: more than fill a super-frame of the usual segments. */
    static final int MAX_FRAMES = Lane.BURST;
    /** Room for a virtio header and any headers: Ethernet, two tags, IPv6, TCP with options. */
    private static final int HEADERS = 256;
    /** struct iovec { void *iov_base; size_t iov_len; }. */
    private static final int IOVEC = 16;

    private final Coalescer coalescer;
    private final NativeMemory memory;
    /** Big-endian, for headers. */
    private final ByteBuffer headers;
    /** In the machine's byte order. */
    private final ByteBuffer vectors;

    private FrameBatch batch;
    private int first;

    Joiner() throws IOException {
        this.coalescer = new Coalescer(MAX_FRAMES);
        this.memory = NativeMemory.allocate(HEADERS + (1 + MAX_FRAMES) * IOVEC);
        this.headers = memory.buffer().slice(0, HEADERS).order(ByteOrder.BIG_ENDIAN);
        this.vectors = memory.buffer();
    }

    /**
     * Begins with a run of plain frames, {@link #MAX_FRAMES} at most.
     *
     * @param udp whether datagrams may be joined, too
     */
    void join(FrameBatch frames, int from, int count, boolean udp) {
        batch = frames;
        first = from;
        coalescer.begin(frames.memory(), udp);
        for (int slot = from; slot < from + count; slot++) {
            coalescer.add(frames.offset(slot), frames.length(slot));
        }
    }

    /** How many trains the frames are. */
    int trains() {
        return coalescer.trains();
    }

    /** How many frames a train has. */
    int frames(int train) {
        return coalescer.frames(train);
    }

    /** The slot of a train's first frame. */
    int first(int train) {
        return first + coalescer.first(train);
    }

    /** Bytes of a train's frames. */
    long bytes(int train) {
        long bytes = 0;
        for (int frame = coalescer.first(train); frame != Coalescer.NONE; frame = coalescer.next(frame)) {
            bytes += batch.length(first + frame);
        }
        return bytes;
    }

    /** Writes a train of several frames to a TAP. Returns the bytes written or the negative errno. */
    int write(int train, int descriptor) {
        int headerLength = coalescer.headerLength(train);
        coalescer.writeHeaders(train, headers, VirtioNetHeader.SIZE);
        VirtioNetHeader.write(headers, 0, coalescer.offload(train));
        int count = 0;
        vector(count++, memory.address(), VirtioNetHeader.SIZE + headerLength);
        for (int frame = coalescer.first(train); frame != Coalescer.NONE; frame = coalescer.next(frame)) {
            vector(count++, batch.address() + coalescer.payloadOffset(frame), coalescer.payloadLength(frame));
        }
        return Syscalls.writeGathered(descriptor, memory.address() + HEADERS, count);
    }

    private void vector(int index, long address, int length) {
        int at = HEADERS + index * IOVEC;
        vectors.putLong(at, address).putLong(at + Long.BYTES, length);
    }

    @Override
    public void close() {
        memory.close();
    }
}

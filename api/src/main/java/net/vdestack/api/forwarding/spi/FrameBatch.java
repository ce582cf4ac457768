package net.vdestack.api.forwarding.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import net.vdestack.api.DropReason;

/**
 * Ethernet frames on their way: one behind the other in one piece of memory outside the heap. Not thread safe; who
 * fills it owns it.
 *
 * <p>A frame is destination, source, type and payload, without frame check sequence. It is known by its slot, counted
 * from 0 in the order in which frames came. In front of each that was written at {@link #free} are {@value #HEADROOM}
 * bytes of scratch space for the headers that a network wants before it, so that no frame is copied to be wrapped. What
 * a slot says besides offset and length:
 *
 * <ul>
 *   <li>its {@linkplain #offload offload}: 0 for a plain frame, complete in itself;
 *   <li>why it was {@linkplain #drop dropped}, if it was.
 * </ul>
 */
public final class FrameBatch {
    /** Bytes in front of each frame that whoever sends the batch may overwrite. */
    public static final int HEADROOM = 64;
    /** An Ethernet header: no frame is shorter. */
    public static final int MIN_FRAME = 14;
    /** The largest frame of a VDE: 9216 bytes of payload, the Ethernet header and one VLAN tag. */
    public static final int MAX_FRAME = 9234;
    /** The largest super-frame: an IP packet of 65535 bytes, the Ethernet header and two VLAN tags. */
    public static final int MAX_SUPER_FRAME = 65557;
    /**
     * Bytes from one place to the next where several frames of any length are written at once: headroom, and somewhat
     * more than the longest frame, so that one that is too long is seen to be. A multiple of a cache line.
     */
    public static final int STRIDE = HEADROOM + MAX_FRAME + 46;

    /** At most so many datagrams come as one message ({@code UDP_MAX_SEGMENTS} of Linux). */
    public static final int RUN_FRAMES = 128;
    /** Bytes from one place to the next where several such messages are written at once. */
    public static final int RUN_STRIDE = HEADROOM + 65536;

    private static final int ALIGNMENT = 8;

    private final ByteBuffer memory;
    private final long address;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] offloads;
    private final DropReason[] drops;
    private int size;
    /** Where the last frame ends. */
    private int end;

    /**
     * A batch over memory that stays the caller's to free.
     *
     * @param memory a direct buffer, with room for one frame and its headroom at least
     * @param address where the memory begins, for native calls; 0 if it is never handed to one
     * @param capacity how many frames it holds at most
     */
    public FrameBatch(ByteBuffer memory, long address, int capacity) {
        if (capacity < 1 || !memory.isDirect() || memory.capacity() < HEADROOM + MIN_FRAME) {
            throw new IllegalArgumentException("a batch of " + capacity + " frames in " + memory
                    + ": need at least one, and direct memory for it and the " + HEADROOM + " bytes in front");
        }
        this.memory = memory.duplicate().order(ByteOrder.BIG_ENDIAN).clear();
        this.address = address;
        this.offsets = new int[capacity];
        this.lengths = new int[capacity];
        this.offloads = new long[capacity];
        this.drops = new DropReason[capacity];
    }

    /** How many frames it holds at most. */
    public int capacity() {
        return lengths.length;
    }

    /** How many frames it holds. */
    public int size() {
        return size;
    }

    /** Forgets all frames. */
    public void clear() {
        size = 0;
        end = 0;
    }

    /** All memory, big-endian. For absolute access at {@link #offset}; position and limit are nobody's to change. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where {@link #memory} begins, for native calls. */
    public long address() {
        return address;
    }

    /** Where the next frame may be written in {@link #memory}: behind all others, with headroom. */
    public int free() {
        return ((end + ALIGNMENT - 1) & -ALIGNMENT) + HEADROOM;
    }

    /** Bytes from {@link #free} on; 0 or fewer if there is none. */
    public int room() {
        return memory.capacity() - free();
    }

    /**
     * How many plain frames of any length may be written at once: the first at {@link #free}, each further one
     * {@link #STRIDE} bytes behind the one before.
     */
    public int places() {
        return Math.min(lengths.length - size, (room() + HEADROOM) / STRIDE);
    }

    /** Whether there is a place for one more plain frame. */
    public boolean hasRoom() {
        return places() > 0;
    }

    /**
     * How many messages of up to {@value #RUN_FRAMES} frames may be written at once: the first at {@link #free}, each
     * further one {@link #RUN_STRIDE} bytes behind the one before.
     */
    public int runs() {
        return Math.min((lengths.length - size) / RUN_FRAMES, (room() + HEADROOM) / RUN_STRIDE);
    }

    /** Where the frame of a slot begins in {@link #memory}. */
    public int offset(int slot) {
        return offsets[slot];
    }

    /** The length of a slot's frame in bytes. */
    public int length(int slot) {
        return lengths[slot];
    }

    /**
     * Takes in the plain frame that was written at {@link #free}.
     *
     * @param length the frame's length, at most {@link #room}
     */
    public void append(int length) {
        append(free(), length, 0);
    }

    /**
     * Takes in a frame that was written anywhere behind the others. What is between stays unused; if it is less than
     * {@link #HEADROOM}, the frame has less in front of it.
     *
     * @param at where it begins, not before the end of the last frame
     * @param length the frame's length
     * @param offload what {@link #offload} says of it; 0 for a plain frame
     * @throws IndexOutOfBoundsException if no slot is free, or there is no such place
     */
    public void append(int at, int length, long offload) {
        Objects.checkIndex(size, lengths.length);
        Objects.checkFromIndexSize(at, length, memory.capacity());
        Objects.checkFromToIndex(Math.max(end, HEADROOM), at, memory.capacity());
        offsets[size] = at;
        lengths[size] = length;
        offloads[size] = offload;
        drops[size] = null;
        size++;
        end = at + length;
    }

    /**
     * What remains to be done to a frame before it goes on a wire, 0 for nothing. The fields are those of
     * {@code virtio_net_hdr} (virtio specification, 5.1.6), from the lowest bit: flags (8 bits), GSO type (8), GSO size
     * (16), checksum start (16), checksum offset (16). Only ports that {@linkplain FramePort#takesSuperFrames take
     * super-frames} are given such frames.
     */
    public long offload(int slot) {
        return offloads[slot];
    }

    /** Notes that what remained to be done to a frame has been done. */
    public void complete(int slot) {
        offloads[Objects.checkIndex(slot, size)] = 0;
    }

    /** Marks a slot's frame as one that is not forwarded, and why. Whoever drives the batch counts it. */
    public void drop(int slot, DropReason reason) {
        drops[Objects.checkIndex(slot, size)] = Objects.requireNonNull(reason);
    }

    /** Why a slot's frame is not forwarded; null if it is. */
    public DropReason dropped(int slot) {
        return drops[slot];
    }

    /** The destination address of a slot's frame, as {@link net.vdestack.api.MacAddress#bits()}. */
    public long destination(int slot) {
        return mac(offset(slot));
    }

    /** The source address of a slot's frame, as {@link net.vdestack.api.MacAddress#bits()}. */
    public long source(int slot) {
        return mac(offset(slot) + 6);
    }

    private long mac(int at) {
        return (Short.toUnsignedLong(memory.getShort(at)) << 32) | Integer.toUnsignedLong(memory.getInt(at + 2));
    }
}

package net.vdestack.api.forwarding.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import net.vdestack.api.DropReason;

/**
 * Ethernet frames on their way: slots in one piece of memory outside the heap. Not thread safe; who fills it owns it.
 *
 * <p>A slot is {@code [headroom][frame]}. The {@value #HEADROOM} bytes in front of each frame are scratch space for the
 * headers that a network or the TAP wants before it, so that no frame is copied to be wrapped. A frame is destination,
 * source, type and payload, without frame check sequence. What a slot says besides its length:
 *
 * <ul>
 *   <li>its {@linkplain #offload offload}: 0 for a plain frame, complete in itself;
 *   <li>why it was {@linkplain #drop dropped}, if it was.
 * </ul>
 */
public final class FrameBatch {
    /** Bytes in front of each frame that whoever handles the batch may overwrite. */
    public static final int HEADROOM = 64;
    /** An Ethernet header: no frame is shorter. */
    public static final int MIN_FRAME = 14;
    /** The largest frame of a VDE: 9216 bytes of payload, the Ethernet header and one VLAN tag. */
    public static final int MAX_FRAME = 9234;

    private final ByteBuffer memory;
    private final long address;
    private final int slotSize;
    /** Where in memory each slot is, so that a received frame that is not wanted can be passed over without copying. */
    private final int[] places;

    private final int[] lengths;
    private final long[] offloads;
    private final DropReason[] drops;
    private int size;

    /**
     * A batch over memory that stays the caller's to free.
     *
     * @param memory a direct buffer of at least {@code slots * slotSize} bytes
     * @param address where the memory begins, for native calls; 0 if it is never handed to one
     * @param slots how many frames it holds at most
     * @param slotSize bytes of a slot, headroom included
     */
    public FrameBatch(ByteBuffer memory, long address, int slots, int slotSize) {
        if (slots < 1 || slotSize <= HEADROOM || !memory.isDirect() || memory.capacity() < (long) slots * slotSize) {
            throw new IllegalArgumentException(slots + " slots of " + slotSize + " bytes, " + HEADROOM
                    + " of them headroom, in " + memory + ": need at least one slot, and direct memory for all");
        }
        this.memory = memory.duplicate().order(ByteOrder.BIG_ENDIAN).clear();
        this.address = address;
        this.slotSize = slotSize;
        this.places = new int[slots];
        for (int i = 0; i < slots; i++) {
            places[i] = i;
        }
        this.lengths = new int[slots];
        this.offloads = new long[slots];
        this.drops = new DropReason[slots];
    }

    /** How many frames it holds at most. */
    public int capacity() {
        return lengths.length;
    }

    /** The longest frame that a slot holds, in bytes. */
    public int frameCapacity() {
        return slotSize - HEADROOM;
    }

    /** How many frames it holds. */
    public int size() {
        return size;
    }

    /** Forgets all frames. */
    public void clear() {
        size = 0;
    }

    /** All slots, big-endian. For absolute access at {@link #offset}; position and limit are nobody's to change. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Where {@link #memory} begins, for native calls. */
    public long address() {
        return address;
    }

    /** Where the frame of a slot begins in {@link #memory}. Valid for the slots still to be filled, too. */
    public int offset(int slot) {
        return places[slot] * slotSize + HEADROOM;
    }

    /** The length of a slot's frame in bytes. */
    public int length(int slot) {
        return lengths[slot];
    }

    /**
     * Takes in the plain frame that was written at the {@link #offset} of a free slot. It becomes slot {@link #size};
     * the slots before it that were passed over stay free, at another offset. So frames written to several free slots
     * are taken in from the lowest slot up.
     *
     * @param slot the free slot, at least {@link #size}
     * @param length the frame's length, at most {@link #frameCapacity}
     */
    public void append(int slot, int length) {
        append(slot, length, 0);
    }

    /** The same with an {@link #offload} description. */
    public void append(int slot, int length, long offload) {
        Objects.checkIndex(slot - size, lengths.length - size);
        Objects.checkFromToIndex(0, length, frameCapacity());
        int place = places[slot];
        places[slot] = places[size];
        places[size] = place;
        lengths[size] = length;
        offloads[size] = offload;
        drops[size] = null;
        size++;
    }

    /**
     * What remains to be done to a frame before it goes on a wire, 0 for nothing. The fields are those of
     * {@code virtio_net_hdr} (virtio specification, 5.1.6), from the lowest bit: flags (8 bits), GSO type (8), GSO size
     * (16), checksum start (16), checksum offset (16). So far links make plain frames only, so that a port need not
     * look.
     */
    public long offload(int slot) {
        return offloads[slot];
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

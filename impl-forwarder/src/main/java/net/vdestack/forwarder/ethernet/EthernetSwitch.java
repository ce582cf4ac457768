package net.vdestack.forwarder.ethernet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;

/**
 * A switch (IEEE 802.1D) that learns by VLAN (802.1Q): the frames for an address go where it was last seen in their
 * VLAN, others to everyone. Or a hub, which learns nothing. Any number of threads forward at once; joining and leaving
 * take a lock.
 */
public final class EthernetSwitch {
    private static final long GROUP_BIT = 1L << 40;
    private static final int TYPE = 12;
    private static final short TYPE_VLAN = (short) 0x8100;
    private static final int TAGGED_HEADER = 18;
    private static final long VLAN_MASK = 0xfff;
    /** An address is known by its 48 bits and those of its VLAN above. */
    private static final int VLAN_SHIFT = 48;

    /** Null for a hub. */
    private final MacTable<FrameSink> addresses;
    /** One for each port. A link that is being swapped has two for a moment, with one way in. */
    private final List<FrameSink> ports = new ArrayList<>();
    /** Each once. Replaced as a whole, so that senders see it without a lock. */
    private volatile FrameSink[] sinks = {};

    private EthernetSwitch(MacTable<FrameSink> addresses) {
        this.addresses = addresses;
    }

    /**
     * One that learns.
     *
     * @param capacity about how many addresses it should remember
     * @param expiryNanos how long an address is remembered after it was last seen
     */
    public static EthernetSwitch learning(int capacity, long expiryNanos) {
        return new EthernetSwitch(new MacTable<>(capacity, expiryNanos));
    }

    /** One that gives every frame to everyone. */
    public static EthernetSwitch hub() {
        return new EthernetSwitch(null);
    }

    /** Plugs in one that is to hear what comes for it. The same may be plugged in twice; it hears a frame once. */
    public synchronized void join(FrameSink sink) {
        ports.add(sink);
        update();
    }

    /** Pulls one out, once. */
    public synchronized void leave(FrameSink sink) {
        ports.remove(sink);
        update();
        if (addresses != null && !ports.contains(sink)) {
            addresses.forget(place -> place == sink);
        }
    }

    private void update() {
        sinks = ports.stream().distinct().toArray(FrameSink[]::new);
    }

    /** Whether everybody takes super-frames as they are. */
    public boolean takesSuperFrames() {
        for (FrameSink sink : sinks) {
            if (!sink.takesSuperFrames()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody is plugged in. */
    public boolean isEmpty() {
        return sinks.length == 0;
    }

    /** Forwards the frames of a batch from a slot on. Those that nobody gets are marked. */
    public void forward(FrameSink sender, FrameBatch batch, int from, long now) {
        int size = batch.size();
        for (int first = from; first < size; ) {
            DropReason unfit = Drops.of(batch, first);
            if (unfit != null) {
                batch.drop(first++, unfit);
                continue;
            }
            long source = batch.source(first);
            long destination = batch.destination(first);
            long vlan = vlan(batch, first);
            int end = first + 1;
            while (end < size
                    && Drops.of(batch, end) == null
                    && batch.destination(end) == destination
                    && batch.source(end) == source
                    && vlan(batch, end) == vlan) {
                end++;
            }
            if (addresses != null && (source & GROUP_BIT) == 0) {
                addresses.learn(vlan | source, sender, now);
            }
            forwardRun(sender, vlan | destination, batch, first, end, now);
            first = end;
        }
    }

    /** The frame's VLAN, where it stands in a known address; 0 without a tag. */
    private static long vlan(FrameBatch batch, int slot) {
        ByteBuffer memory = batch.memory();
        int type = batch.offset(slot) + TYPE;
        return memory.getShort(type) == TYPE_VLAN && batch.length(slot) >= TAGGED_HEADER
                ? (memory.getShort(type + 2) & VLAN_MASK) << VLAN_SHIFT
                : 0;
    }

    /** Frames in a row that go the same way go together. */
    private void forwardRun(FrameSink sender, long destination, FrameBatch batch, int first, int end, long now) {
        FrameSink known = addresses != null && (destination & GROUP_BIT) == 0 ? addresses.find(destination, now) : null;
        boolean delivered = false;
        if (known == null) {
            for (FrameSink sink : sinks) {
                if (sink != sender) {
                    sink.deliver(batch, first, end - first);
                    delivered = true;
                }
            }
        } else if (known != sender) {
            known.deliver(batch, first, end - first);
            delivered = true;
        }
        if (!delivered) {
            for (int slot = first; slot < end; slot++) {
                batch.drop(slot, DropReason.NO_PEER);
            }
        }
    }
}

package net.vdestack.forwarder.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Joins the frames of a batch that a TAP would take as super-frames. What comes out are trains: frames of one flow,
 * each the continuation of the one before, or a single frame that is passed on as it is. A super-frame is headers,
 * which are written where the caller wants them, and the payloads of its frames, which stay where they are, for a
 * system call to gather.
 *
 * <p>Frames of one flow stay in order, and so do all others with what is not TCP or UDP, or cannot be understood. Not
 * thread safe; to be used again for one batch after another.
 */
public final class Coalescer {
    /** What follows the last frame of a train. */
    public static final int NONE = -1;

    /** An odd number with well-spread bits, 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Train[] trains;
    private final int[] next;
    private final int[] payloads;
    private final int[] payloadLengths;
    /**
     * The trains that may be joined, by the hash of their flows. Of two flows with the same one, the later displaces
     * the other, which costs speed and never a frame.
     */
    private final Train[] open;

    private final int shift;
    private ByteBuffer memory;
    private boolean udp;
    private Packet packet = new Packet();
    private int size;
    private int trainCount;

    /** @param capacity how many frames a batch has at most */
    public Coalescer(int capacity) {
        this.trains = new Train[capacity];
        Arrays.setAll(trains, i -> new Train());
        this.next = new int[capacity];
        this.payloads = new int[capacity];
        this.payloadLengths = new int[capacity];
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(2 * capacity - 1));
        this.open = new Train[1 << bits];
        this.shift = Long.SIZE - bits;
    }

    /**
     * Begins with another batch.
     *
     * @param frames big-endian; looked at as long as the trains are, and not changed
     * @param joinDatagrams whether datagrams may be joined: from Linux 6.2 on, a TAP takes them
     */
    public void begin(ByteBuffer frames, boolean joinDatagrams) {
        memory = frames;
        udp = joinDatagrams;
        size = 0;
        trainCount = 0;
        Arrays.fill(open, null);
    }

    /** Takes in the next frame of the batch. Frames have numbers from 0, in the order in which they are taken in. */
    public void add(int at, int length) {
        int frame = size++;
        next[frame] = NONE;
        if (!packet.parse(memory, at, length)) {
            // whoever it concerns, it is not to overtake anything, nor to be overtaken
            Arrays.fill(open, null);
            trains[trainCount++].begin(frame);
            return;
        }
        payloads[frame] = packet.payload();
        payloadLengths[frame] = packet.payloadLength();
        int place = place(packet);
        Train there = open[place];
        boolean sameFlow = there != null && there.isOfFlow(packet);
        if (sameFlow) {
            int last = there.last();
            if (there.join(frame, packet)) {
                next[last] = frame;
                if (!there.isOpen()) {
                    open[place] = null;
                }
                return;
            }
        }
        Train train = trains[trainCount++];
        packet = train.begin(frame, packet, udp);
        if (train.isOpen()) {
            open[place] = train;
        } else if (sameFlow) {
            open[place] = null;
        }
    }

    private int place(Packet of) {
        long hash = ((long) of.protocol() << Integer.SIZE) ^ memory.getInt(of.transport());
        int end = of.addresses() + of.addressesLength();
        for (int at = of.addresses(); at < end; at += Long.BYTES) {
            hash = (hash * SPREAD) ^ memory.getLong(at);
        }
        return (int) ((hash * SPREAD) >>> shift);
    }

    /** How many trains the frames are. They are to be passed on in order, from 0. */
    public int trains() {
        return trainCount;
    }

    /** How many frames a train has. A single one is to be passed on as it is. */
    public int frames(int train) {
        return trains[train].frames();
    }

    /** The number of a train's first frame. */
    public int first(int train) {
        return trains[train].first();
    }

    /** The number of the frame that follows one in its train; {@link #NONE} after the last. */
    public int next(int frame) {
        return next[frame];
    }

    /** Where the payload of a frame in a train of several is. */
    public int payloadOffset(int frame) {
        return payloads[frame];
    }

    /** Bytes of the payload of a frame in a train of several. */
    public int payloadLength(int frame) {
        return payloadLengths[frame];
    }

    /** The header of the super-frame that a train of several is, for {@link VirtioNetHeader#write}. */
    public long offload(int train) {
        return trains[train].offload();
    }

    /** Bytes of the headers of a super-frame. */
    public int headerLength(int train) {
        return trains[train].headerLength();
    }

    /**
     * Writes the headers of a super-frame.
     *
     * @param to big-endian, with room for {@link #headerLength}; not where the frames are
     */
    public void writeHeaders(int train, ByteBuffer to, int at) {
        trains[train].writeHeaders(to, at);
    }
}

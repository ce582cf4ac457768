package net.vdestack.forwarder.datagram;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The way out: each frame becomes a datagram, many of them in one call. Frames in a row of one length for one node, and
 * a shorter one behind them, are one message, which the kernel takes apart as late as it can. Confined to one thread.
 */
public final class DatagramWriter implements AutoCloseable {
    private static final int MESSAGES = 64;
    /** Datagrams of a message: UDP_MAX_SEGMENTS before Linux 6.9. */
    private static final int MAX_RUN = 64;
    /** Bytes of a message: what an IPv4 packet holds. */
    private static final int MAX_BYTES = 65507;

    private final UdpSocket socket;
    private final int headerSize;
    private final long header;
    private final Destinations destinations;
    private final PortContext context;
    private final boolean runs;
    private final MessageVector messages = new MessageVector(MESSAGES, MessageVector.MAX_PIECES);
    /** To whom each message goes. */
    private final Node[] receivers = new Node[MESSAGES];
    /** How many frames each message is. */
    private final int[] frames = new int[MESSAGES];

    /** Says where frames go; its text names the network in messages. Asked for each frame: allocates nothing. */
    public interface Destinations {
        /**
         * The node that a slot's frame goes to: the same object each time it is the same place, since that remembers
         * what the way there does not take.
         */
        Node of(FrameBatch batch, int slot, long now);

        /**
         * Hears that a node cannot be reached.
         *
         * @return whether to ask again where the frame goes; false if the network is lost
         */
        boolean withoutReach(Node node);
    }

    private DatagramWriter(
            UdpSocket socket, int headerSize, long header, Destinations destinations, PortContext context)
            throws IOException {
        this.socket = socket;
        this.headerSize = headerSize;
        this.header = header;
        this.destinations = destinations;
        this.context = context;
        this.runs = socket.sendsRuns();
    }

    /** Sends frames behind a header, which is written into their headroom. */
    public static DatagramWriter behindVxlanHeader(
            UdpSocket socket, long header, Destinations destinations, PortContext context) throws IOException {
        return new DatagramWriter(socket, VxlanHeader.SIZE, header, destinations, context);
    }

    /** Sends bare frames. */
    public static DatagramWriter ofFrames(UdpSocket socket, Destinations destinations, PortContext context)
            throws IOException {
        return new DatagramWriter(socket, 0, 0, destinations, context);
    }

    /**
     * Sends in order; what {@link FrameBatch#drop} marks was passed over.
     *
     * @return how many slots are done with
     */
    public int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        long now = context.nanoTime();
        while (slot < batch.size()) {
            DropReason unfit = Drops.ofLength(batch.length(slot));
            if (unfit != null) {
                batch.drop(slot, unfit);
                slot++;
                continue;
            }
            int count = prepare(batch, slot, now);
            int sent = messages.send(socket.number(), 0, count);
            if (sent < 0 && sent != -Errno.EAGAIN.number()) {
                // it may be word of an earlier datagram, as ICMP tells it; then this one has not been tried
                sent = messages.send(socket.number(), 0, count);
            }
            if (sent == -Errno.EAGAIN.number()) {
                break;
            }
            slot += sent < 0 ? refused(batch, slot, -sent, now) : framesOf(sent);
        }
        return slot - from;
    }

    private int framesOf(int sent) {
        int sum = 0;
        for (int message = 0; message < sent; message++) {
            sum += frames[message];
        }
        return sum;
    }

    /** Makes messages of the frames from a slot on, until the first that cannot be sent at all. */
    private int prepare(FrameBatch batch, int first, long now) {
        messages.begin();
        int count = 0;
        int slot = first;
        while (count < MESSAGES
                && slot < batch.size()
                && messages.roomForPieces() > 0
                && Drops.ofLength(batch.length(slot)) == null) {
            slot = prepareMessage(count++, batch, slot, now);
        }
        return count;
    }

    /** Makes a message of a frame, and those after it that may be part of it. Returns the slot after them. */
    private int prepareMessage(int message, FrameBatch batch, int first, long now) {
        Node node = destinations.of(batch, first, now);
        int length = batch.length(first);
        int datagram = headerSize + length;
        int limit = runs && node.takesRuns(datagram, now) ? Math.min(MAX_RUN, messages.roomForPieces()) : 1;
        limit = Math.min(limit, Math.min(MAX_BYTES / datagram, batch.size() - first));
        messages.beginMessage(message);
        node.address(messages, message);
        int slot = first;
        do {
            addFrame(message, batch, slot++);
        } while (slot - first < limit
                && batch.length(slot - 1) == length
                && batch.length(slot) <= length
                && Drops.ofLength(batch.length(slot)) == null
                && destinations.of(batch, slot, now).equals(node));
        if (slot - first > 1) {
            messages.segmentSize(message, datagram);
        }
        receivers[message] = node;
        frames[message] = slot - first;
        return slot;
    }

    private void addFrame(int message, FrameBatch batch, int slot) {
        int at = batch.offset(slot) - headerSize;
        if (headerSize != 0) {
            batch.memory().putLong(at, header);
        }
        messages.addPiece(message, batch.address() + at, headerSize + batch.length(slot));
    }

    /**
     * Deals with what the kernel says of the first message.
     *
     * @return how many slots are done with: 0 to try the first again
     * @throws IOException if the network as a whole cannot be reached any more
     */
    private int refused(FrameBatch batch, int slot, int errno, long now) throws IOException {
        if (errno == Errno.EINTR.number() || errno == Errno.ECONNREFUSED.number()) {
            // ECONNREFUSED is always word of an earlier datagram
            return 0;
        }
        if (frames[0] > 1 && refusesRun(batch, slot, errno, now)) {
            return 0;
        }
        if (errno == Errno.EMSGSIZE.number()) {
            drop(batch, slot, DropReason.OVERSIZE);
        } else if (errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number()) {
            drop(batch, slot, DropReason.QUEUE_FULL);
        } else if (destinations.withoutReach(receivers[0])) {
            return 0;
        } else if (errno == Errno.EPERM.number() || errno == Errno.EACCES.number()) {
            drop(batch, slot, DropReason.REFUSED);
        } else {
            throw Syscalls.exception("sendmmsg(" + destinations + ")", errno);
        }
        return frames[0];
    }

    /**
     * Notes it if a message was refused for being many datagrams: the kernel does not split those of a run further, and
     * on some ways it cannot make runs at all (EIO: a device without checksums, IPsec).
     */
    private boolean refusesRun(FrameBatch batch, int slot, int errno, long now) {
        if (errno == Errno.EMSGSIZE.number()) {
            receivers[0].refuseRuns(headerSize + batch.length(slot), now);
            return true;
        }
        if (errno == Errno.EINVAL.number() || errno == Errno.EIO.number()) {
            receivers[0].refuseRuns(0, now);
            return true;
        }
        return false;
    }

    private void drop(FrameBatch batch, int first, DropReason reason) {
        for (int slot = first; slot < first + frames[0]; slot++) {
            batch.drop(slot, reason);
        }
    }

    @Override
    public void close() {
        messages.close();
    }
}

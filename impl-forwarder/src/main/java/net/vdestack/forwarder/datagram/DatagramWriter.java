package net.vdestack.forwarder.datagram;

import java.io.IOException;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.Syscalls;

/** The way out: each frame becomes a datagram, many of them in one call. Confined to one thread. */
public final class DatagramWriter implements AutoCloseable {
    private static final int DATAGRAMS = 64;

    private final UdpSocket socket;
    private final int headerSize;
    private final long header;
    private final Destinations destinations;
    private final PortContext context;
    private final MessageVector messages = new MessageVector(DATAGRAMS);
    /** To whom each message goes. */
    private final Node[] receivers = new Node[DATAGRAMS];

    /** Says where frames go; its text names the network in messages. Asked for each frame: allocates nothing. */
    public interface Destinations {
        /** The node that a slot's frame goes to; null for the one that the socket is connected to. */
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
            if (sent < 0) {
                if (sent == -Errno.EAGAIN.number()) {
                    break;
                }
                sent = refused(batch, slot, -sent);
            }
            slot += sent;
        }
        return slot - from;
    }

    /** Makes messages of the frames from a slot on, until the first that cannot be sent at all. */
    private int prepare(FrameBatch batch, int first, long now) {
        int count = 0;
        int limit = Math.min(DATAGRAMS, batch.size() - first);
        for (; count < limit; count++) {
            int slot = first + count;
            int length = batch.length(slot);
            if (Drops.ofLength(length) != null) {
                break;
            }
            int at = batch.offset(slot) - headerSize;
            if (headerSize != 0) {
                batch.memory().putLong(at, header);
            }
            messages.data(count, batch.address() + at, headerSize + length);
            receivers[count] = destinations.of(batch, slot, now);
            if (receivers[count] != null) {
                receivers[count].address(messages, count);
            }
        }
        return count;
    }

    /**
     * Deals with what the kernel says of the first message.
     *
     * @return how many slots are done with: 0 to try the first again
     * @throws IOException if the network as a whole cannot be reached any more
     */
    private int refused(FrameBatch batch, int slot, int errno) throws IOException {
        if (errno == Errno.EINTR.number() || errno == Errno.ECONNREFUSED.number()) {
            // ECONNREFUSED is always word of an earlier datagram
            return 0;
        }
        if (errno == Errno.EMSGSIZE.number()) {
            batch.drop(slot, DropReason.OVERSIZE);
        } else if (errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number()) {
            batch.drop(slot, DropReason.QUEUE_FULL);
        } else if (destinations.withoutReach(receivers[0])) {
            return 0;
        } else if (errno == Errno.EPERM.number() || errno == Errno.EACCES.number()) {
            batch.drop(slot, DropReason.REFUSED);
        } else {
            throw Syscalls.exception("sendmmsg(" + destinations + ")", errno);
        }
        return 1;
    }

    @Override
    public void close() {
        messages.close();
    }
}

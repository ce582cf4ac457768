package net.vdestack.forwarder.datagram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Datagrams on their way to become frames: many in one call, each straight into a free place of a batch, behind a
 * header of the network. A message that is many datagrams of one length (UDP_GRO of udp(7)) is taken apart where it
 * stands. Whoever reads goes from one datagram to the {@linkplain #next next} and {@linkplain #take takes} those that
 * are frames. Confined to one thread.
 */
public final class DatagramReader implements AutoCloseable {
    private static final int MESSAGES = 64;
    /** The longest message that may be many datagrams. */
    private static final int MAX_RUN = FrameBatch.RUN_STRIDE - FrameBatch.HEADROOM;
    /** When runs come, so much at once as is still in the second-level cache when it is looked at. */
    private static final int READ_BYTES = 256 << 10;
    /**
     * Nothing there, or word that an earlier datagram of ours did not arrive, as ICMP tells it (icmp(7)): neither
     * concerns the network as a whole.
     */
    private static final Set<Integer> TOLERATED = Stream.of(
                    Errno.EAGAIN,
                    Errno.EINTR,
                    Errno.EACCES,
                    Errno.ECONNREFUSED,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH,
                    Errno.EMSGSIZE,
                    Errno.ENETUNREACH,
                    Errno.ENONET,
                    Errno.ENOPROTOOPT,
                    Errno.EOPNOTSUPP,
                    Errno.EPROTO)
            .map(Errno::number)
            .collect(Collectors.toUnmodifiableSet());

    private final int headerSize;
    private final PortContext context;
    private final MessageVector messages = new MessageVector(MESSAGES);
    private final ReceiveLosses losses;
    /** Where the first message was read to, and how far from there it is to the next. */
    private int first;

    private int stride;
    /** Whether messages may be runs. */
    private boolean runs;
    /** How many messages were read, and which of them the datagram is in. */
    private int received;

    private int message;
    /** Where the datagram is, its length, and how many bytes of the message follow it. */
    private int at;

    private int length;
    private int left;
    /** Bytes of a message read last, on average. */
    private int usual;

    /**
     * @param headerSize bytes in front of each frame
     * @param context told of what is no frame
     * @param sockets what it will read from, borrowed until it is closed
     */
    public DatagramReader(int headerSize, PortContext context, UdpSocket... sockets) throws IOException {
        this.headerSize = headerSize;
        this.context = context;
        this.losses = new ReceiveLosses(context, sockets);
    }

    /**
     * Reads what waits at a socket. None of it is in the batch yet.
     *
     * @param limit how many messages at most
     */
    public void read(UdpSocket socket, int limit, FrameBatch batch) throws IOException {
        runs = socket.receivesRuns();
        stride = runs ? FrameBatch.RUN_STRIDE : FrameBatch.STRIDE;
        first = batch.free() - headerSize;
        left = 0;
        message = -1;
        int count = Math.min(Math.min(MESSAGES, limit), runs ? wantedRuns(batch) : batch.places());
        int size = runs ? MAX_RUN : headerSize + FrameBatch.STRIDE - FrameBatch.HEADROOM;
        for (int i = 0; i < count; i++) {
            messages.data(i, batch.address() + first + (long) i * stride, size);
            messages.nameLength(i, MessageVector.NAME_SIZE);
            if (runs) {
                messages.wantSegmentSize(i);
            }
        }
        received = count == 0 ? 0 : messages.receive(socket.number(), count);
        if (received < 0) {
            tolerate(-received);
            received = 0;
        }
        noteLengths();
    }

    private int wantedRuns(FrameBatch batch) {
        return Math.min(batch.runs(), Math.max(1, READ_BYTES / Math.max(1, usual)));
    }

    private void noteLengths() {
        if (received == 0) {
            return;
        }
        int bytes = 0;
        int datagrams = 0;
        for (int i = 0; i < received; i++) {
            int segment = runs ? messages.receivedSegmentSize(i) : 0;
            bytes += messages.received(i);
            datagrams += segment == 0 ? 1 : (messages.received(i) + segment - 1) / segment;
        }
        usual = bytes / received;
        if (runs) {
            losses.noteRuns((datagrams + received - 1) / received);
        }
    }

    /** Goes to the next datagram that was read. Returns false if there is none. */
    public boolean next() {
        at += length;
        if (left == 0) {
            if (++message >= received) {
                return false;
            }
            at = first + message * stride;
            left = messages.received(message);
        }
        int segment = runs ? messages.receivedSegmentSize(message) : 0;
        length = segment == 0 ? left : Math.min(segment, left);
        left -= length;
        return true;
    }

    private static void tolerate(int errno) throws IOException {
        if (!TOLERATED.contains(errno)) {
            throw Syscalls.exception("recvmmsg", errno);
        }
    }

    /** Bytes of the datagram without the header; negative if there is not even a whole header. */
    public int length() {
        return length - headerSize;
    }

    /** The eight bytes in front of the frame, as a big-endian number. */
    public long header(FrameBatch batch) {
        return batch.memory().getLong(at + headerSize - Long.BYTES);
    }

    /** The senders' addresses; that of the datagram is at {@link #nameOffset}. */
    public ByteBuffer names() {
        return messages.names();
    }

    /** Where the datagram's sender is in {@link #names}. */
    public int nameOffset() {
        return messages.nameOffset(message);
    }

    /** Has the datagram's sender be at another port. */
    public void setSenderPort(int port) {
        // in network order (ip(7))
        int offset = nameOffset() + 2;
        names().put(offset, (byte) (port >>> 8)).put(offset + 1, (byte) port);
    }

    /**
     * Takes the datagram into the batch as its last frame.
     *
     * @return false if it is no frame, which is counted
     */
    public boolean take(FrameBatch batch) {
        if (length() < FrameBatch.MIN_FRAME) {
            context.dropped(DropReason.RUNT, 1);
            return false;
        }
        if (length() > FrameBatch.MAX_FRAME || messages.truncated(message)) {
            context.dropped(DropReason.OVERSIZE, 1);
            return false;
        }
        if (batch.size() == batch.capacity()) {
            // a run of more datagrams than any kernel is known to make
            context.dropped(DropReason.QUEUE_FULL, 1);
            return false;
        }
        batch.append(at + headerSize, length(), 0);
        return true;
    }

    /** Counts what the sockets had no room for, once in a while. To be called when frames have come. */
    public void countLosses(long now) {
        losses.count(now);
    }

    @Override
    public void close() {
        losses.close();
        messages.close();
    }
}

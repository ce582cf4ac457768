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
 * Datagrams on their way to become frames: many in one call, each straight into a free slot of a batch, with a header
 * of the network in the slot's headroom. Whoever reads them {@linkplain #take takes} those that are frames. Confined to
 * one thread.
 */
public final class DatagramReader implements AutoCloseable {
    private static final int DATAGRAMS = 64;
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
    private final MessageVector messages = new MessageVector(DATAGRAMS);
    private final ReceiveLosses losses;
    /** The slot of the first message read last. */
    private int first;

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
     * @param limit how many datagrams at most
     * @return how many came
     */
    public int read(UdpSocket socket, int limit, FrameBatch batch) throws IOException {
        first = batch.size();
        int count = Math.min(Math.min(DATAGRAMS, limit), batch.capacity() - first);
        for (int i = 0; i < count; i++) {
            long frame = batch.address() + batch.offset(first + i);
            messages.data(i, frame - headerSize, headerSize + batch.frameCapacity());
            messages.nameLength(i, MessageVector.NAME_SIZE);
        }
        int received = count == 0 ? 0 : messages.receive(socket.number(), count);
        if (received < 0) {
            tolerate(-received);
            return 0;
        }
        return received;
    }

    private static void tolerate(int errno) throws IOException {
        if (!TOLERATED.contains(errno)) {
            throw Syscalls.exception("recvmmsg", errno);
        }
    }

    /** Bytes of a message without the header; negative if there is not even a whole header. */
    public int length(int message) {
        return messages.received(message) - headerSize;
    }

    /** The eight bytes of a message's header, as a big-endian number. To be asked before anything is taken after it. */
    public long header(int message, FrameBatch batch) {
        return batch.memory().getLong(batch.offset(first + message) - Long.BYTES);
    }

    /** The senders' addresses; each message's is at {@link #nameOffset}. */
    public ByteBuffer names() {
        return messages.names();
    }

    /** Where a message's sender is in {@link #names}. */
    public int nameOffset(int message) {
        return messages.nameOffset(message);
    }

    /** Has a message's sender be at another port. */
    public void setSenderPort(int message, int port) {
        // in network order (ip(7))
        int at = nameOffset(message) + 2;
        names().put(at, (byte) (port >>> 8)).put(at + 1, (byte) port);
    }

    /**
     * Takes a message into the batch as its last frame. Messages are taken from the first up, but some may be left out.
     *
     * @return false if it is no frame, which is counted
     */
    public boolean take(int message, FrameBatch batch) {
        int length = length(message);
        if (length < FrameBatch.MIN_FRAME) {
            context.dropped(DropReason.RUNT, 1);
            return false;
        }
        if (length > FrameBatch.MAX_FRAME || messages.truncated(message)) {
            context.dropped(DropReason.OVERSIZE, 1);
            return false;
        }
        batch.append(first + message, length);
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

package net.vdestack.forwarder.unix;

import java.io.IOException;
import java.util.function.ObjLongConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.MessageVector;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A connected socket that keeps messages apart, datagram or sequenced-packet: each message is a frame. One thread at a
 * time receives, and one sends.
 *
 * <p>When the peer reads too slowly the kernel takes no more, and the socket polls writable when it does again.
 */
public final class FrameSocket implements AutoCloseable {
    private static final int MESSAGES = 64;

    private final int socket;
    private final boolean ends;
    private final int longestFrame;
    private final String peer;
    private final ObjLongConsumer<DropReason> dropped;
    private final MessageVector incoming;
    private final MessageVector outgoing;
    private final PollSet hangUp;

    /** The type of a socket. */
    public enum Kind {
        /** SOCK_DGRAM: does not show that the peer has left, but to who sends. */
        DATAGRAM,
        /** SOCK_SEQPACKET: shows it, and that it sends no more, as empty messages without end. */
        SEQUENCED
    }

    /**
     * @param socket a non-blocking socket, the caller's to close, after this
     * @param longestFrame the longest frame that the peer takes, in bytes; it does not count for what comes from there
     * @param peer the peer, for messages, such as {@code the switch at /tmp/sw}
     * @param dropped told of frames that came and are none
     */
    public FrameSocket(int socket, Kind kind, int longestFrame, String peer, ObjLongConsumer<DropReason> dropped)
            throws IOException {
        this.socket = socket;
        this.ends = kind == Kind.SEQUENCED;
        this.longestFrame = longestFrame;
        this.peer = peer;
        this.dropped = dropped;
        this.incoming = new MessageVector(MESSAGES);
        this.outgoing = new MessageVector(MESSAGES);
        this.hangUp = new PollSet(1);
        hangUp.watch(0, socket, PollSet.POLLRDHUP);
    }

    /**
     * Appends frames that wait, as {@link net.vdestack.api.forwarding.spi.FramePort#receive}.
     *
     * @throws IOException when the peer has left
     */
    public int receive(FrameBatch batch) throws IOException {
        int before = batch.size();
        int room = Math.min(MESSAGES, batch.places());
        int first = batch.free();
        for (int i = 0; i < room; i++) {
            incoming.data(
                    i, batch.address() + first + (long) i * FrameBatch.STRIDE, FrameBatch.STRIDE - FrameBatch.HEADROOM);
            // the kernel notes here how long the sender's address is, and believes it the next time
            incoming.nameLength(i, 0);
        }
        int received = room == 0 ? 0 : incoming.receive(socket, room);
        if (received < 0) {
            if (received == -Errno.EAGAIN.number() || received == -Errno.EINTR.number()) {
                return 0;
            }
            throw lost(-received);
        }
        received = withoutEnd(received);
        for (int i = 0; i < received; i++) {
            accept(i, first + i * FrameBatch.STRIDE, batch);
        }
        return batch.size() - before;
    }

    /** Passes over the empty messages that are none but the end, and fails if there is nothing before them. */
    private int withoutEnd(int received) throws IOException {
        int frames = received;
        if (ends && received > 0 && incoming.received(received - 1) == 0 && hangUp.poll(0) > 0) {
            while (frames > 0 && incoming.received(frames - 1) == 0) {
                frames--;
            }
            if (frames == 0) {
                throw left();
            }
        }
        return frames;
    }

    /** Takes in one message, or passes it over. */
    private void accept(int message, int at, FrameBatch batch) {
        int length = incoming.received(message);
        if (length < FrameBatch.MIN_FRAME) {
            dropped.accept(DropReason.RUNT, 1);
        } else if (length > FrameBatch.MAX_FRAME || incoming.truncated(message)) {
            dropped.accept(DropReason.OVERSIZE, 1);
        } else {
            batch.append(at, length, 0);
        }
    }

    /**
     * Sends, as {@link net.vdestack.api.forwarding.spi.FramePort#send}.
     *
     * @throws IOException when the peer has left; nothing of this call was sent then
     */
    public int send(FrameBatch batch, int from) throws IOException {
        int slot = from;
        while (slot < batch.size()) {
            DropReason unfit = unfit(batch.length(slot));
            if (unfit != null) {
                batch.drop(slot++, unfit);
                continue;
            }
            int sent = outgoing.send(socket, 0, prepare(batch, slot));
            if (sent >= 0) {
                slot += sent;
            } else if (sent == -Errno.EMSGSIZE.number()) {
                batch.drop(slot++, DropReason.OVERSIZE);
            } else if (sent == -Errno.ENOBUFS.number() || sent == -Errno.ENOMEM.number()) {
                batch.drop(slot++, DropReason.QUEUE_FULL);
            } else if (sent == -Errno.EAGAIN.number() || slot > from) {
                // what else went wrong does so again when nothing comes before it
                break;
            } else if (sent != -Errno.EINTR.number()) {
                throw lost(-sent);
            }
        }
        return slot - from;
    }

    private DropReason unfit(int length) {
        return Drops.ofLength(length, longestFrame);
    }

    /** Makes messages of the frames from a slot on, until the first that cannot be sent at all. */
    private int prepare(FrameBatch batch, int first) {
        int limit = Math.min(MESSAGES, batch.size() - first);
        int count = 0;
        while (count < limit && unfit(batch.length(first + count)) == null) {
            int slot = first + count;
            outgoing.data(count, batch.address() + batch.offset(slot), batch.length(slot));
            count++;
        }
        return count;
    }

    private IOException lost(int errno) {
        boolean gone = errno == Errno.ECONNREFUSED.number()
                || errno == Errno.ECONNRESET.number()
                || errno == Errno.ENOTCONN.number()
                || errno == Errno.EPIPE.number();
        return gone ? left() : Syscalls.exception(peer, errno);
    }

    private IOException left() {
        return new IOException(peer + " has closed the connection");
    }

    @Override
    public void close() {
        incoming.close();
        outgoing.close();
        hangUp.close();
    }
}

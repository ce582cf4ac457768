package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.forwarder.unix.FrameSocket;
import net.vdestack.forwarder.unix.Patience;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The newer way: one listens, the other one connects and hears in one byte whether it may, 0 or an error number. The
 * one who listens has a network from the beginning, with nobody else in it at first.
 */
final class SequencedPort implements FramePort {
    private static final byte WELCOME = 0;

    /** Null if the other one listens. */
    private final Fd listener;
    /** The listener's; null without one. */
    private final PtpName name;
    /** Where frames go, under a number that does not change when somebody comes. */
    private final Fd peer;

    private final FrameSocket frames;
    private final Epoll readable;
    /** Held while somebody is let in: who has our welcome finds us ready. */
    private final Object door = new Object();

    private volatile boolean connected;
    private boolean closed;

    private SequencedPort(Path path, Fd listener, PtpName name, Fd peer, PortContext context) throws IOException {
        this.listener = listener;
        this.name = name;
        this.peer = peer;
        this.connected = listener == null;
        this.readable = Epoll.of(connected ? peer.number() : listener.number());
        try {
            this.frames = new FrameSocket(
                    peer.number(),
                    FrameSocket.Kind.SEQUENCED,
                    FrameBatch.MAX_FRAME,
                    "the other end of ptp://" + path,
                    context::dropped);
        } catch (IOException e) {
            readable.close();
            throw e;
        }
    }

    /**
     * A port that has connected, if the other one agrees.
     *
     * @param socket the port's to close, unless this fails
     */
    static SequencedPort connected(Fd socket, Path path, Patience patience, PortContext context) throws IOException {
        if (!patience.awaitReadable(socket.number())) {
            throw new IOException("the other end of ptp://" + path + " does not answer: is its program stopped?");
        }
        ByteBuffer answer = ByteBuffer.allocateDirect(1);
        int length = Sockets.tryReceive(socket.number(), answer, Sockets.MSG_DONTWAIT, null);
        if (length <= 0) {
            throw new IOException("the other end of ptp://" + path + " has gone away instead of answering");
        }
        int errno = Byte.toUnsignedInt(answer.get(0));
        if (errno == Errno.EISCONN.number()) {
            throw PtpMeeting.taken(path);
        }
        if (errno != WELCOME) {
            throw Syscalls.exception("the other end of ptp://" + path, errno);
        }
        return new SequencedPort(path, null, null, socket, context);
    }

    /**
     * A port that waits for somebody.
     *
     * @param socket one that listens; the port's to close, unless this fails
     * @param name its name; the port's to remove in any case
     */
    static SequencedPort listening(Fd socket, PtpName name, PortContext context) throws IOException {
        Fd nobody = null;
        try {
            nobody = UnixSockets.open(Sockets.SOCK_SEQPACKET);
            return new SequencedPort(name.path(), socket, name, nobody, context);
        } catch (IOException e) {
            if (nobody != null) {
                nobody.close();
            }
            name.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int received = connected ? frames.receive(batch) : 0;
        if (received == 0 && listener != null) {
            accept();
        }
        return received;
    }

    private void accept() throws IOException {
        int number = Sockets.tryAccept(listener.number());
        if (number < 0) {
            return;
        }
        try (Fd accepted = Fd.adopt(number)) {
            Syscalls.setNonBlocking(number, true);
            if (connected) {
                answer(accepted, (byte) Errno.EISCONN.number());
            } else {
                letIn(accepted);
            }
        }
    }

    private void letIn(Fd socket) throws IOException {
        synchronized (door) {
            if (answer(socket, WELCOME)) {
                Syscalls.replace(socket.number(), peer.number());
                readable.add(peer.number());
                connected = true;
            }
        }
    }

    private boolean hasSomebodyCome() {
        synchronized (door) {
            return connected;
        }
    }

    /** Returns false if who has come is gone again. */
    private static boolean answer(Fd socket, byte answer) {
        ByteBuffer message = ByteBuffer.allocateDirect(1).put(0, answer);
        return Sockets.trySend(socket.number(), message, Sockets.MSG_NOSIGNAL, null) == 1;
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        if (connected || hasSomebodyCome()) {
            return frames.send(batch, from);
        }
        return Drops.all(batch, from, DropReason.NO_PEER);
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return peer.number();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (name != null) {
                name.close();
            }
        } finally {
            frames.close();
            readable.close();
            peer.close();
            if (listener != null) {
                listener.close();
            }
        }
    }
}

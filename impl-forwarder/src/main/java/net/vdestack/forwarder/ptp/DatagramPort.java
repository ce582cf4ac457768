package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.file.Path;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.ethernet.Drops;
import net.vdestack.forwarder.unix.FrameSocket;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The older way: a datagram socket each, and who is not there does not get what is sent. Nobody sees the other one come
 * or go.
 *
 * <p>The socket that frames come to is never connected. If it were, it would hear the one who has gone alone, not who
 * has come since, and lose what waits in it when it is connected to another. Frames go out by a second socket, which is
 * connected, so that it can be seen when there is room at the other end. Only one that is itself connected to the first
 * socket, as libvdeplug's is that came second, hears nothing from there; it has room as long as the first socket has.
 */
final class DatagramPort implements FramePort {
    private final Fd own;
    private final PtpName name;
    /** Where frames go out, under a number that does not change: the second socket, or the first one once more. */
    private final Fd out;

    private final PortContext context;
    private final FrameSocket incoming;
    private final FrameSocket outgoing;
    private final NativeMemory peer;
    private Way way = Way.NONE;
    private boolean closed;

    /** How frames go out. */
    private enum Way {
        /** Not at all: nobody was there. */
        NONE,
        /** By the second socket. */
        CONNECTED,
        /** By the first one, to the other's address. */
        ADDRESSED
    }

    private DatagramPort(Fd own, PtpName name, Fd out, Path peer, PortContext context) throws IOException {
        this.own = own;
        this.name = name;
        this.out = out;
        this.context = context;
        this.peer = NativeMemory.allocate(UnixAddress.SIZE);
        this.peer.buffer().put(0, UnixAddress.of(peer), 0, UnixAddress.SIZE);
        this.incoming = frames(own);
        this.outgoing = frames(out);
    }

    private FrameSocket frames(Fd socket) throws IOException {
        return new FrameSocket(
                socket.number(),
                FrameSocket.Kind.DATAGRAM,
                FrameBatch.MAX_FRAME,
                "the other end of ptp://" + name.path(),
                context::dropped);
    }

    /**
     * @param own the port's to close, unless this fails
     * @param name its name; the port's to remove in any case
     * @param peer where the other one is, or will be
     */
    static DatagramPort open(Fd own, PtpName name, Path peer, PortContext context) throws IOException {
        Fd out = null;
        try {
            out = UnixSockets.open(Sockets.SOCK_DGRAM);
            return new DatagramPort(own, name, out, peer, context);
        } catch (IOException e) {
            if (out != null) {
                out.close();
            }
            name.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        return incoming.receive(batch);
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        boolean fresh = way == Way.NONE;
        if (fresh) {
            meet();
        }
        int taken = sendThere(batch, from);
        if (taken < 0 && !fresh) {
            // it may have come back since
            meet();
            taken = sendThere(batch, from);
        }
        return taken < 0 ? Drops.all(batch, from, DropReason.NO_PEER) : taken;
    }

    private void meet() throws IOException {
        int result = Sockets.tryConnect(out.number(), peer.address(), UnixAddress.SIZE);
        if (result == 0) {
            way = Way.CONNECTED;
        } else if (result == -Errno.EPERM.number()) {
            Syscalls.replace(own.number(), out.number());
            way = Way.ADDRESSED;
        }
    }

    /** Returns how many slots were taken, or a negative number if nobody is there. */
    private int sendThere(FrameBatch batch, int from) throws IOException {
        return switch (way) {
            case NONE -> -1;
            case CONNECTED -> sendConnected(batch, from);
            case ADDRESSED -> sendAddressed(batch, from);
        };
    }

    private int sendConnected(FrameBatch batch, int from) {
        try {
            return outgoing.send(batch, from);
        } catch (IOException e) {
            way = Way.NONE;
            return -1;
        }
    }

    private int sendAddressed(FrameBatch batch, int from) throws IOException {
        int taken = sendToAddress(batch, from);
        if (taken < 0) {
            try (Fd second = UnixSockets.open(Sockets.SOCK_DGRAM)) {
                Syscalls.replace(second.number(), out.number());
            }
            way = Way.NONE;
        }
        return taken;
    }

    private int sendToAddress(FrameBatch batch, int from) {
        int slot = from;
        for (; slot < batch.size(); slot++) {
            int length = batch.length(slot);
            DropReason unfit = Drops.ofLength(length);
            if (unfit != null) {
                batch.drop(slot, unfit);
                continue;
            }
            long frame = batch.address() + batch.offset(slot);
            int sent = Sockets.trySend(out.number(), frame, length, peer.address(), UnixAddress.SIZE);
            if (sent < 0) {
                boolean full = sent == -Errno.EAGAIN.number() || sent == -Errno.EINTR.number();
                return full || slot > from ? slot - from : -1;
            }
        }
        return slot - from;
    }

    @Override
    public int readDescriptor() {
        return own.number();
    }

    @Override
    public int writeDescriptor() {
        return out.number();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            name.close();
        } finally {
            incoming.close();
            outgoing.close();
            peer.close();
            out.close();
            own.close();
        }
    }
}

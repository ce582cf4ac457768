package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FrameSink;
import net.vdestack.forwarder.offload.VirtioNetHeader;
import net.vdestack.forwarder.unix.FrameSocket;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Another program that is plugged into a switch of ours. It never makes anybody wait: what it does not take is lost,
 * and counted.
 */
final class SwitchClient implements FrameSink, AutoCloseable {
    private static final Logger LOG = System.getLogger(SwitchClient.class.getName());
    /** Room for the bursts of a fast sender while the client waits for its turn. */
    private static final int BUFFER_BYTES = 4 << 20;

    private final Fd data;
    private final Path file;
    private final FrameSocket frames;
    private final ObjLongConsumer<DropReason> dropped;
    /** Whoever writes to the socket is inside, so that it is not closed, and reused for another file, meanwhile. */
    private final Gate writers = new Gate();

    private SwitchClient(Fd data, Path file, FrameSocket frames, ObjLongConsumer<DropReason> dropped) {
        this.data = data;
        this.file = file;
        this.frames = frames;
        this.dropped = dropped;
    }

    /**
     * Connects to a client, which does not know it yet.
     *
     * @param data a new datagram socket; the client's to close from now on
     */
    static SwitchClient plug(
            VdeRequest request, Fd data, SwitchDirectory directory, ObjLongConsumer<DropReason> dropped)
            throws IOException {
        Path file = null;
        FrameSocket frames = null;
        try {
            String peer = UnixAddress.path(request.client(), 0);
            Syscalls.check(Sockets.tryConnect(data.number(), request.client()), "connect(" + peer + ")");
            enlarge(data.number());
            frames = new FrameSocket(
                    data.number(), FrameSocket.Kind.DATAGRAM, FrameBatch.MAX_FRAME, "the client " + peer, dropped);
            file = directory.bind(data.number());
            return new SwitchClient(data, file, frames, dropped);
        } catch (IOException | RuntimeException e) {
            if (file != null) {
                Files.deleteIfExists(file);
            }
            if (frames != null) {
                frames.close();
            }
            data.close();
            throw e;
        }
    }

    private static void enlarge(int socket) throws IOException {
        try {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, BUFFER_BYTES);
        } catch (IOException e) {
            // without CAP_NET_ADMIN, as much as the machine's limit allows
            Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, BUFFER_BYTES);
        }
    }

    /** Tells it where to send its frames. */
    void answer(int control) throws IOException {
        Syscalls.check(Sockets.trySend(control, UnixAddress.of(file), Sockets.MSG_NOSIGNAL, null), "send");
    }

    /** Where frames come from. */
    int descriptor() {
        return data.number();
    }

    /** Appends what it has sent, as {@link net.vdestack.api.forwarding.spi.FramePort#receive}. */
    int receive(FrameBatch batch) throws IOException {
        return frames.receive(batch);
    }

    @Override
    public void deliver(FrameBatch batch, int first, int count) {
        if (!writers.enter()) {
            return;
        }
        try {
            for (int slot = first; slot < first + count; slot++) {
                DropReason reason = batch.dropped(slot) == null ? write(batch, slot) : null;
                if (reason != null) {
                    dropped.accept(reason, VirtioNetHeader.frames(batch, slot));
                }
            }
        } finally {
            writers.leave();
        }
    }

    /** Returns why the client does not get a frame; null if it does. */
    private DropReason write(FrameBatch batch, int slot) {
        if (batch.offload(slot) != VirtioNetHeader.PLAIN) {
            // from a link that asked before this client was plugged in
            return DropReason.REFUSED;
        }
        int written = Syscalls.write(data.number(), batch.address() + batch.offset(slot), batch.length(slot));
        return written < 0 ? reason(-written) : null;
    }

    /** A client that has just gone is still plugged in until its end is seen. */
    private static DropReason reason(int errno) {
        boolean full =
                errno == Errno.EAGAIN.number() || errno == Errno.ENOBUFS.number() || errno == Errno.ENOMEM.number();
        return full ? DropReason.QUEUE_FULL : DropReason.NO_PEER;
    }

    /** Delivers nothing any more. Not to be called while it {@linkplain #receive receives}. */
    @Override
    public void close() {
        writers.shut();
        frames.close();
        data.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a socket stays behind: {0}", e.toString());
        }
    }
}

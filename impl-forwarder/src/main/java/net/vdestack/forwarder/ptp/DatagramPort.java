package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.api.DropReason;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.unix.FrameSocket;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;

/**
 * The older way: a datagram socket each, and who is not there does not get what is sent. Nobody sees the other one come
 * or go.
 *
 * <p>The socket is connected only while something is being sent, or waits for room. If it stayed so, it would still
 * hear the one who has gone alone, and not who has come since.
 */
final class DatagramPort implements FramePort {
    private final Fd own;
    private final Path file;
    private final FrameSocket frames;
    /** The other's address, and behind it one of no family, which disconnects. */
    private final NativeMemory addresses;
    /** Whether frames wait for room at the other end. */
    private boolean waiting;

    private boolean closed;

    private DatagramPort(Fd own, Path file, Path peer, PortContext context) throws IOException {
        this.own = own;
        this.file = file;
        this.addresses = NativeMemory.allocate(UnixAddress.SIZE + Short.BYTES);
        this.frames = new FrameSocket(
                own.number(),
                FrameSocket.Kind.DATAGRAM,
                FrameBatch.MAX_FRAME,
                "the other end of ptp://" + file,
                context::dropped);
        addresses.buffer().put(0, UnixAddress.of(peer), 0, UnixAddress.SIZE);
    }

    /**
     * @param own bound to the file; the port's to close, unless this fails
     * @param peer where the other one is, or will be
     */
    static DatagramPort open(Fd own, Path file, Path peer, PortContext context) throws IOException {
        try {
            return new DatagramPort(own, file, peer, context);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        return frames.receive(batch);
    }

    @Override
    public int send(FrameBatch batch, int from) {
        int all = batch.size() - from;
        if (!waiting && connect(addresses.address(), UnixAddress.SIZE) < 0) {
            return dropAll(batch, from);
        }
        int taken;
        try {
            taken = frames.send(batch, from);
        } catch (IOException e) {
            taken = dropAll(batch, from);
        }
        waiting = taken < all;
        if (!waiting) {
            connect(addresses.address() + UnixAddress.SIZE, Short.BYTES);
        }
        return taken;
    }

    private int connect(long address, int length) {
        return Sockets.tryConnect(own.number(), address, length);
    }

    private static int dropAll(FrameBatch batch, int from) {
        for (int slot = from; slot < batch.size(); slot++) {
            batch.drop(slot, DropReason.NO_PEER);
        }
        return batch.size() - from;
    }

    @Override
    public int readDescriptor() {
        return own.number();
    }

    @Override
    public int writeDescriptor() {
        return own.number();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        frames.close();
        addresses.close();
        own.close();
        Files.deleteIfExists(file);
    }
}

package net.vdestack.forwarder.vde;

import java.io.IOException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.unix.FrameSocket;
import net.vdestack.linux.syscall.Epoll;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;

/** A port of another program's switch. */
final class VdePort implements FramePort {
    /** As much as is read at once of what a switch should not say. */
    private static final int NOISE = 256;

    private final String peer;
    private final Fd control;
    private final Fd data;
    private final Epoll readable;
    private final FrameSocket frames;
    private final NativeMemory noise;
    private boolean closed;

    /**
     * @param control the connection by which the switch knows that we are there; the port's to close from now on
     * @param data connected to the switch's own datagram socket; the port's to close from now on
     * @param longestFrame the longest frame that the switch carries
     */
    VdePort(String peer, Fd control, Fd data, int longestFrame, PortContext context) throws IOException {
        this.peer = peer;
        this.control = control;
        this.data = data;
        this.readable = Epoll.of(data.number(), control.number());
        try {
            this.noise = NativeMemory.allocate(NOISE);
            this.frames =
                    new FrameSocket(data.number(), FrameSocket.Kind.DATAGRAM, longestFrame, peer, context::dropped);
        } catch (IOException e) {
            readable.close();
            throw e;
        }
    }

    @Override
    public int receive(FrameBatch batch) throws IOException {
        int received = frames.receive(batch);
        if (received == 0) {
            requirePresence();
        }
        return received;
    }

    private void requirePresence() throws IOException {
        int length = Syscalls.read(control.number(), noise.address(), NOISE);
        if (length == 0) {
            throw new IOException(peer + " has closed the connection");
        }
        if (length < 0 && length != -Errno.EAGAIN.number()) {
            throw Syscalls.exception(peer, -length);
        }
    }

    @Override
    public int send(FrameBatch batch, int from) throws IOException {
        return frames.send(batch, from);
    }

    @Override
    public int readDescriptor() {
        return readable.number();
    }

    @Override
    public int writeDescriptor() {
        return data.number();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        noise.close();
        frames.close();
        readable.close();
        data.close();
        control.close();
    }
}

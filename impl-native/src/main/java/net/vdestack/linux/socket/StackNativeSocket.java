package net.vdestack.linux.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import net.vdestack.api.NativeSocket;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.EventFd;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Gate;
import net.vdestack.linux.syscall.PollSet;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A socket by its descriptor. Every call is made without waiting; when there is reason to wait, poll(2) waits for the
 * socket and for the close of it.
 */
final class StackNativeSocket implements NativeSocket {
    private final Fd fd;
    private final EventFd closing;
    /** Everyone who is using the descriptor is inside. */
    private final Gate users = new Gate();

    private volatile boolean closed;

    private StackNativeSocket(Fd fd, EventFd closing) {
        this.fd = fd;
        this.closing = closing;
    }

    /** @param fd the socket's from now on, also when this fails */
    static StackNativeSocket open(Fd fd) throws IOException {
        try {
            return new StackNativeSocket(fd, EventFd.open());
        } catch (IOException e) {
            fd.close();
            throw e;
        }
    }

    private interface Use<T> {
        T with(int descriptor) throws IOException;
    }

    private interface Attempt {
        /** A result, or the negative errno. */
        int make(int descriptor);
    }

    private <T> T use(Use<T> use) throws IOException {
        if (closed || !users.enter()) {
            throw new ClosedChannelException();
        }
        try {
            return use.with(fd.number());
        } finally {
            users.leave();
        }
    }

    /** Repeats an attempt until it need not wait any more. */
    private int untilDone(String what, short events, Attempt attempt) throws IOException {
        return use(descriptor -> {
            for (; ; ) {
                int result = attempt.make(descriptor);
                if (closed) {
                    throw new AsynchronousCloseException();
                }
                if (result == -Errno.EAGAIN.number()) {
                    await(descriptor, events);
                } else if (result != -Errno.EINTR.number()) {
                    return Syscalls.check(result, what);
                }
            }
        });
    }

    private void await(int descriptor, short events) throws IOException {
        try (PollSet set = new PollSet(2)) {
            set.watch(0, descriptor, events);
            set.watch(1, closing.number(), PollSet.POLLIN);
            // a signal ends poll(2) as well
            while (set.poll(PollSet.FOREVER) == 0 && !closed) {}
        }
        if (closed) {
            throw new AsynchronousCloseException();
        }
    }

    /** The bytes between position and limit where the kernel can reach them. */
    private static ByteBuffer direct(ByteBuffer buffer) {
        return buffer.isDirect()
                ? buffer
                : ByteBuffer.allocateDirect(buffer.remaining())
                        .put(buffer.duplicate())
                        .flip();
    }

    @Override
    public int fd() throws IOException {
        return use(descriptor -> descriptor);
    }

    @Override
    public void bind(ByteBuffer address) throws IOException {
        use(descriptor -> {
            Sockets.bind(descriptor, direct(address), address.remaining() + " bytes of address");
            return null;
        });
    }

    @Override
    public void connect(ByteBuffer address) throws IOException {
        ByteBuffer to = direct(address);
        use(descriptor -> {
            // the descriptor blocks, as the caller was promised; so this one call is made without that
            Syscalls.setNonBlocking(descriptor, true);
            try {
                int result = Sockets.tryConnect(descriptor, to);
                if (result == -Errno.EINPROGRESS.number()) {
                    awaitConnected(descriptor);
                } else {
                    Syscalls.check(result, "connect");
                }
            } finally {
                Syscalls.setNonBlocking(descriptor, false);
            }
            return null;
        });
    }

    private void awaitConnected(int descriptor) throws IOException {
        await(descriptor, PollSet.POLLOUT);
        int error = Sockets.getOption(descriptor, Sockets.SOL_SOCKET, Sockets.SO_ERROR);
        Syscalls.check(-error, "connect");
    }

    @Override
    public void listen(int backlog) throws IOException {
        use(descriptor -> {
            Sockets.listen(descriptor, backlog);
            return null;
        });
    }

    @Override
    public NativeSocket accept() throws IOException {
        int accepted = use(descriptor -> {
            for (; ; ) {
                // accept4 has no flag for not waiting, so it is called when poll says that it need not
                await(descriptor, PollSet.POLLIN);
                Syscalls.setNonBlocking(descriptor, true);
                int result;
                try {
                    result = Sockets.tryAccept(descriptor);
                } finally {
                    Syscalls.setNonBlocking(descriptor, false);
                }
                if (result != -Errno.EAGAIN.number() && result != -Errno.EINTR.number()) {
                    return Syscalls.check(result, "accept");
                }
            }
        });
        return open(Fd.adopt(accepted));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return receive(target, null);
    }

    @Override
    public int receiveFrom(ByteBuffer data, ByteBuffer address) throws IOException {
        ByteBuffer from = Sockets.addressBuffer();
        int received = receive(data, from);
        from.flip();
        // as recvfrom(2): what does not fit is cut off, since the message has been taken
        address.put(from.limit(Math.min(from.limit(), address.remaining())));
        return received;
    }

    private int receive(ByteBuffer target, ByteBuffer from) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to read into is read-only");
        }
        ByteBuffer to = target.isDirect() ? target : ByteBuffer.allocateDirect(target.remaining());
        int received = untilDone(
                "recvfrom",
                PollSet.POLLIN,
                descriptor -> Sockets.tryReceive(descriptor, to, Sockets.MSG_DONTWAIT, from));
        if (target.isDirect()) {
            target.position(target.position() + received);
        } else {
            target.put(to.limit(received));
        }
        return received == 0 && target.hasRemaining() && endOfStream() ? -1 : received;
    }

    /** A stream that returns nothing has ended; a datagram may be empty. */
    private boolean endOfStream() throws IOException {
        return use(descriptor -> Sockets.getOption(descriptor, Sockets.SOL_SOCKET, Sockets.SO_TYPE))
                == Sockets.SOCK_STREAM;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return send(source, null);
    }

    @Override
    public int sendTo(ByteBuffer data, ByteBuffer address) throws IOException {
        return send(data, direct(address));
    }

    private int send(ByteBuffer source, ByteBuffer to) throws IOException {
        ByteBuffer data = direct(source);
        int flags = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
        int sent = untilDone("sendto", PollSet.POLLOUT, descriptor -> Sockets.trySend(descriptor, data, flags, to));
        source.position(source.position() + sent);
        return sent;
    }

    @Override
    public void localAddress(ByteBuffer address) throws IOException {
        copyOut(address, (descriptor, buffer) -> Sockets.localAddress(descriptor, buffer));
    }

    @Override
    public void remoteAddress(ByteBuffer address) throws IOException {
        copyOut(address, (descriptor, buffer) -> Sockets.remoteAddress(descriptor, buffer));
    }

    @Override
    public void getOption(int level, int name, ByteBuffer value) throws IOException {
        copyOut(value, (descriptor, buffer) -> Sockets.getOption(descriptor, level, name, buffer));
    }

    private interface Filler {
        void fill(int descriptor, ByteBuffer direct) throws IOException;
    }

    private void copyOut(ByteBuffer target, Filler filler) throws IOException {
        ByteBuffer to = target.isDirect() ? target : ByteBuffer.allocateDirect(target.remaining());
        use(descriptor -> {
            filler.fill(descriptor, to);
            return null;
        });
        if (!target.isDirect()) {
            target.put(to.flip());
        }
    }

    @Override
    public void setOption(int level, int name, ByteBuffer value) throws IOException {
        ByteBuffer from = direct(value);
        use(descriptor -> {
            Sockets.setOption(descriptor, level, name, from);
            return null;
        });
    }

    /** Has {@link #close} return at once, whatever SO_LINGER says. */
    void doNotLinger() throws IOException {
        use(descriptor -> {
            Sockets.doNotLinger(descriptor);
            return null;
        });
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        closing.signal();
        // for an accept that lost the connection it was woken for to another thread, and waits in the kernel
        Sockets.tryShutdown(fd.number(), Sockets.SHUT_RDWR);
        users.shut();
        fd.close();
        closing.close();
    }
}

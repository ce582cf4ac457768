package net.vdestack.linux.socket;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An account of sockets, of a stack or of who uses it, so that its end is theirs. Keeps none of them alive. It takes
 * captures as well, which live until they are closed.
 */
public final class OpenSockets {
    private static final Logger LOG = System.getLogger(OpenSockets.class.getName());

    private final Set<WeakReference<Closeable>> sockets = new HashSet<>();
    private final ReferenceQueue<Closeable> unreachable = new ReferenceQueue<>();
    private final String reason;
    private boolean closed;

    /** @param reason why nothing can be opened any more once it is closed, such as {@code stack blue is closed} */
    public OpenSockets(String reason) {
        this.reason = reason;
    }

    /**
     * Takes a socket into the account.
     *
     * @throws IllegalStateException if the account was closed meanwhile; the socket is closed then
     */
    public <T extends Closeable> T add(T socket) throws IOException {
        synchronized (this) {
            for (Object gone = unreachable.poll(); gone != null; gone = unreachable.poll()) {
                sockets.remove(gone);
            }
            if (!closed) {
                sockets.add(new WeakReference<>(socket, unreachable));
                return socket;
            }
        }
        socket.close();
        throw new IllegalStateException(reason);
    }

    /** Closes all that are open, and from now on each at once. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeAll();
    }

    /** Closes all that are open. More may be opened. */
    public void closeAll() {
        List<Closeable> open = new ArrayList<>();
        synchronized (this) {
            for (WeakReference<Closeable> each : sockets) {
                Closeable socket = each.get();
                if (socket != null) {
                    open.add(socket);
                }
            }
            sockets.clear();
        }
        open.forEach(OpenSockets::close);
    }

    private static void close(Closeable socket) {
        try {
            try {
                doNotLinger(socket);
            } finally {
                socket.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "closing {0}: {1}", socket, e.getMessage());
        }
    }

    /** A socket that lingers could hold up the closing of its stack. */
    private static void doNotLinger(Closeable socket) throws IOException {
        if (socket instanceof Socket plain && !plain.isClosed() && plain.getSoLinger() > 0) {
            plain.setSoLinger(false, 0);
        } else if (socket instanceof StackNativeSocket raw && raw.isOpen()) {
            raw.doNotLinger();
        } else if (socket instanceof NetworkChannel channel
                && channel.isOpen()
                && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)
                && channel.getOption(StandardSocketOptions.SO_LINGER) > 0) {
            channel.setOption(StandardSocketOptions.SO_LINGER, -1);
        }
    }
}

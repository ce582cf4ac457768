package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.api.forwarding.spi.FramePort;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.unix.Patience;
import net.vdestack.forwarder.unix.SocketFiles;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** Goes to where the two meet, and finds out who is there and in which way to speak. */
final class PtpMeeting {
    /** As libvdeplug's. */
    private static final long PATIENCE_MILLIS = 2000;
    /** Others may come and go between our looking and our acting, but not for ever. */
    private static final int ATTEMPTS = 10;
    /** Only for ourselves. */
    private static final int MODE = 0700;

    private final PtpNetwork network;
    private final PortContext context;
    private final Patience patience = new Patience(PATIENCE_MILLIS);
    /** What refused us last; null if nothing did. */
    private Path refused;

    private PtpMeeting(PtpNetwork network, PortContext context) {
        this.network = network;
        this.context = context;
    }

    /** Connects to who is there, or waits for who comes. */
    static FramePort open(PtpNetwork network, PortContext context) throws IOException {
        PtpMeeting meeting = new PtpMeeting(network, context);
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                FramePort port = meeting.attempt();
                if (port != null) {
                    return port;
                }
                meeting.patience.pause();
            }
        } catch (FileSystemException e) {
            throw new IOException("cannot meet at " + network.path() + ": " + e, e);
        }
        throw new IOException("cannot meet at " + network.path() + ": others come and go all the time");
    }

    /** Returns null if it has to be tried anew. */
    private FramePort attempt() throws IOException {
        Fd socket = UnixSockets.open(Sockets.SOCK_SEQPACKET);
        FramePort port = null;
        try {
            port = attempt(socket);
        } finally {
            if (!(port instanceof SequencedPort)) {
                socket.close();
            }
        }
        return port;
    }

    private FramePort attempt(Fd socket) throws IOException {
        int result = patience.connect(socket.number(), UnixAddress.of(network.path()));
        if (result == 0) {
            return SequencedPort.connected(socket, network.path(), patience, context);
        }
        if (result == -Errno.EPROTOTYPE.number()) {
            return datagrams(network.second(), network.path());
        }
        if (result == -Errno.ECONNREFUSED.number()) {
            removeDead(network.path());
            return null;
        }
        if (result != -Errno.ENOENT.number()) {
            throw Syscalls.exception("connect(" + network.path() + ")", -result);
        }
        if (network.datagrams() || probe(network.second()) == -Errno.EPROTOTYPE.number()) {
            return datagrams(network.path(), network.second());
        }
        return bind(socket, network.path()) ? SequencedPort.listening(socket, network.path(), context) : null;
    }

    private FramePort datagrams(Path own, Path peer) throws IOException {
        Fd socket = UnixSockets.open(Sockets.SOCK_DGRAM);
        FramePort port = null;
        try {
            if (bind(socket, own)) {
                port = DatagramPort.open(socket, own, peer, context);
            } else {
                int there = probe(own);
                if (there == -Errno.EPROTOTYPE.number() && own.equals(network.second())) {
                    throw taken(network.path());
                }
                if (there == -Errno.ECONNREFUSED.number()) {
                    removeDead(own);
                }
            }
        } finally {
            if (port == null) {
                socket.close();
            }
        }
        return port;
    }

    static IOException taken(Path path) {
        return new IOException("both ends of ptp://" + path + " are taken");
    }

    /**
     * What connect(2) says: EPROTOTYPE if somebody is there with a datagram socket, ECONNREFUSED if nobody is any more.
     */
    private int probe(Path path) throws IOException {
        try (Fd socket = UnixSockets.open(Sockets.SOCK_SEQPACKET)) {
            return Sockets.tryConnect(socket.number(), UnixAddress.of(path));
        }
    }

    /** Returns false if there is something already. */
    private static boolean bind(Fd socket, Path path) throws IOException {
        int result = Sockets.tryBind(socket.number(), UnixAddress.of(path));
        if (result == -Errno.EADDRINUSE.number()) {
            return false;
        }
        Syscalls.check(result, "bind(" + path + ")");
        SocketFiles.setMode(path, MODE);
        return true;
    }

    /** Removes a socket that refused us, if it does so again: the first time, its owner may just not listen yet. */
    private void removeDead(Path path) throws IOException {
        if (Files.exists(path) && !SocketFiles.isSocket(path)) {
            throw new IOException("cannot meet at " + path + ": there is something that is no socket");
        }
        if (path.equals(refused)) {
            Files.deleteIfExists(path);
        }
        refused = path;
    }
}

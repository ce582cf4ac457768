package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        PtpName name = PtpName.listening(socket, network.path());
        return name == null ? null : SequencedPort.listening(socket, name, context);
    }

    private FramePort datagrams(Path own, Path peer) throws IOException {
        Fd socket = UnixSockets.open(Sockets.SOCK_DGRAM);
        FramePort port = null;
        try {
            PtpName name = PtpName.datagrams(socket, own);
            if (name != null) {
                port = DatagramPort.open(socket, name, peer, context);
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

    /**
     * Removes a socket that refused us, if it does so again: the first time, its owner may just not listen yet, as a
     * libvdeplug that has only bound it.
     */
    private void removeDead(Path path) throws IOException {
        if (Files.exists(path) && !SocketFiles.isSocket(path)) {
            throw new IOException("cannot meet at " + path + ": there is something that is no socket");
        }
        if (path.equals(refused)) {
            removeIfDead(path);
        }
        refused = path;
    }

    /** Others may do the same at this time, and one of them have put a living socket there already. */
    private void removeIfDead(Path path) throws IOException {
        Path aside = PtpName.beside(path);
        try {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            if (probe(aside) != -Errno.ECONNREFUSED.number()) {
                Files.createLink(path, aside);
            }
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}

package net.vdestack.forwarder.vde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import net.vdestack.api.SyscallException;
import net.vdestack.api.forwarding.spi.FrameBatch;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.forwarder.unix.Patience;
import net.vdestack.forwarder.unix.SocketFiles;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** Asks the switch in one directory for a port. Used once. */
final class VdeHandshake {
    /** A switch that takes longer is taken for dead: an idle one answers within a millisecond. */
    private static final long PATIENCE_MILLIS = 3000;
    /** An Ethernet header, a VLAN tag and 1500 bytes: what is longer, vde_switch cuts off. */
    private static final int LONGEST_OF_VDE_SWITCH = 1518;
    /** How vdeplug4's switches, and ours, call their sockets; vde_switch's have a dot in the middle. */
    private static final Pattern EMBEDDED = Pattern.compile("fd[0-9]+");

    /** What our socket's path can begin with, as seen from the switch's directory. */
    private static final List<String> PLACES = List.of(".", "/var/run/vde.", "/var/tmp/vde.", "/tmp/vde.");

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int ROOT = 0;
    private static final int OF_GROUP = 070;
    private static final int NOT_MINE = 077;

    private final VdeNetwork network;
    private final Path directory;
    private final PortContext context;
    private final String peer;
    private final Patience patience = new Patience(PATIENCE_MILLIS);

    private VdeHandshake(VdeNetwork network, Path directory, PortContext context) {
        this.network = network;
        this.directory = directory;
        this.context = context;
        this.peer = "the switch at " + directory;
    }

    /** Plugs into the first of the switches that lets us in. */
    static VdePort open(VdeNetwork network, PortContext context) throws IOException {
        IOException refusal = null;
        for (Path directory : network.directories()) {
            try {
                // the switch has to find our socket by its name, wherever it is itself
                return new VdeHandshake(network, real(directory), context).run();
            } catch (IOException e) {
                if (refusal != null) {
                    e.addSuppressed(refusal);
                }
                refusal = e;
            }
        }
        throw refusal;
    }

    private static Path real(Path directory) throws IOException {
        try {
            return directory.toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "there is no switch at " + directory + ": start one, as with 'vde_switch -s " + directory + "'", e);
        }
    }

    private VdePort run() throws IOException {
        Fd control = null;
        Fd data = null;
        try {
            control = UnixSockets.open(Sockets.SOCK_STREAM);
            data = UnixSockets.open(Sockets.SOCK_DGRAM);
            int type = connect(control.number());
            ByteBuffer reply = ask(type, control.number(), data.number());
            Syscalls.check(Sockets.tryConnect(data.number(), reply), "connect(" + UnixAddress.path(reply, 0) + ")");
            return new VdePort(peer, control, data, longestFrame(reply), context);
        } catch (IOException | RuntimeException e) {
            if (control != null) {
                control.close();
            }
            if (data != null) {
                data.close();
            }
            throw e;
        }
    }

    /** Connects, and returns what to ask for. */
    private int connect(int control) throws IOException {
        if (network.portGroup().isPresent()) {
            Path named = directory.resolve(network.portGroup().get());
            if (SocketFiles.isSocket(named) && patience.connect(control, UnixAddress.of(named)) == 0) {
                return VdeRequest.ANY_PORT;
            }
        }
        int result = patience.connect(control, UnixAddress.of(controlFile()));
        if (result < 0) {
            throw unreachable(-result);
        }
        return network.port().map(VdeRequest::port).orElse(VdeRequest.ANY_PORT);
    }

    private Path controlFile() {
        return directory.resolve("ctl");
    }

    private IOException unreachable(int errno) {
        SyscallException cause = Syscalls.exception("connect(" + controlFile() + ")", errno);
        String remedy =
                switch (cause.errnoName()) {
                    case "ENOENT" -> "there is no switch in this directory";
                    case "ECONNREFUSED" -> "the switch has ended and left it behind: start it again";
                    case "EACCES" -> "only the users whom the switch admits: see vde_switch --mode and --group";
                    case "EAGAIN" -> "too many others wait for the switch";
                    default -> null;
                };
        return remedy == null ? cause : new SyscallException(cause.call(), errno, cause.errnoName(), remedy);
    }

    /** Says where our datagram socket is, and returns the address of the switch's. */
    private ByteBuffer ask(int type, int control, int data) throws IOException {
        Path own = bind(data);
        try {
            letIn(own);
            ByteBuffer request = new VdeRequest(type, UnixAddress.of(own)).encode(description());
            Syscalls.check(Sockets.trySend(control, request, Sockets.MSG_NOSIGNAL, null), "send(" + peer + ")");
            return reply(control, own);
        } finally {
            // whoever is connected stays so
            Files.deleteIfExists(own);
        }
    }

    private String description() {
        return "vdestack " + context.stack() + " " + context.link() + " user=" + System.getProperty("user.name")
                + " pid=" + ProcessHandle.current().pid();
    }

    /** Binds our socket where the switch can find it: beside its own, or where everybody may have files. */
    private Path bind(int data) throws IOException {
        SyscallException refusal = null;
        for (String beginning : PLACES) {
            Path file;
            int result;
            do {
                String number = String.format(
                        Locale.ROOT, "%05d-%05d", ProcessHandle.current().pid(), COUNT.getAndIncrement());
                file = directory.resolve(beginning + number);
                result = UnixAddress.fits(file)
                        ? Sockets.tryBind(data, UnixAddress.of(file))
                        : -Errno.ENAMETOOLONG.number();
            } while (result == -Errno.EADDRINUSE.number());
            if (result == 0) {
                return file;
            }
            refusal = Syscalls.exception("bind(" + file + ")", -result);
        }
        throw refusal;
    }

    /** Lets the switch read and write our socket, whoever it runs as, but nobody else if that can be. */
    private void letIn(Path own) throws IOException {
        int mode = network.mode();
        if (network.group().isPresent()) {
            SocketFiles.setGroup(own, network.group().get());
        } else if ((mode & NOT_MINE) == 0) {
            Path control = controlFile();
            int owner = SocketFiles.owner(control);
            if (owner != ROOT && owner != Syscalls.effectiveUserId()) {
                try {
                    SocketFiles.setGroup(own, SocketFiles.group(control));
                    mode |= OF_GROUP;
                } catch (IOException e) {
                    // not our group
                    mode |= NOT_MINE;
                }
            }
        }
        SocketFiles.setMode(own, mode);
    }

    private ByteBuffer reply(int control, Path own) throws IOException {
        ByteBuffer reply = ByteBuffer.allocateDirect(UnixAddress.SIZE).order(ByteOrder.nativeOrder());
        while (reply.hasRemaining()) {
            if (!patience.awaitReadable(control)) {
                throw new IOException(peer + " has not answered for " + PATIENCE_MILLIS
                        + " ms. It is stopped, or refuses as some versions do. " + guess(own));
            }
            int length = Sockets.tryReceive(control, reply, Sockets.MSG_DONTWAIT, null);
            if (length == 0 || length == -Errno.ECONNRESET.number()) {
                throw new IOException(peer + " refuses, and does not say why. " + guess(own));
            }
            if (length != -Errno.EAGAIN.number() && length != -Errno.EINTR.number()) {
                reply.position(reply.position() + Syscalls.check(length, "recv(" + peer + ")"));
            }
        }
        reply.flip();
        if (!UnixAddress.isFile(reply, 0)) {
            throw new IOException(peer + " answers with something else than the name of a socket: is it a switch?");
        }
        return reply;
    }

    /** What may be the matter: a switch does not say. */
    private String guess(Path own) {
        String port = network.port()
                .map(number -> "there is no port " + number + ", or it belongs to another user, or is not for this one")
                .orElse("all of its ports are taken");
        return "Perhaps " + port + "; or it may not use our socket " + own
                + ", see the parameters mode and group; or it speaks another version of the protocol";
    }

    private static int longestFrame(ByteBuffer reply) {
        Path socket = Path.of(UnixAddress.path(reply, 0)).getFileName();
        return EMBEDDED.matcher(String.valueOf(socket)).matches() ? FrameBatch.MAX_FRAME : LONGEST_OF_VDE_SWITCH;
    }
}

package net.vdestack.forwarder.vde;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.vdestack.forwarder.unix.SocketFiles;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.forwarder.unix.UnixSockets;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** The directory by which programs find a switch of ours. */
final class SwitchDirectory implements AutoCloseable {
    private static final String CONTROL = "ctl";
    private static final int BACKLOG = 15;
    /** Sockets of switches and of their clients. */
    private static final Pattern KNOWN_NAME = Pattern.compile("ctl|fd[0-9]+|[0-9]+\\.[0-9]+|\\.[0-9]+-[0-9]+");

    private static final FileAttribute<?> FOR_US_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final SwitchNetwork network;
    private final Fd listener;

    private SwitchDirectory(SwitchNetwork network, Fd listener) {
        this.network = network;
        this.listener = listener;
    }

    /** Makes one, in the place of one that a dead switch has left. */
    static SwitchDirectory create(SwitchNetwork network) throws IOException {
        // so that no client is refused for a path that is too long
        UnixAddress.of(network.path().resolve("fd" + Integer.MAX_VALUE));
        try {
            makeDirectory(network.path());
            return fill(network);
        } catch (FileSystemException e) {
            throw new IOException("cannot make a switch at " + network.path() + ": " + e, e);
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        try {
            Files.createDirectory(path, FOR_US_ALONE);
        } catch (FileAlreadyExistsException e) {
            removeDead(path);
            Files.createDirectory(path, FOR_US_ALONE);
        }
    }

    private static void removeDead(Path path) throws IOException {
        if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
            throw new IOException("cannot make a switch at " + path + ": there is something that is no directory");
        }
        if (isAlive(path)) {
            throw new IOException("there is another switch at " + path + " already: plug into it with vde://" + path);
        }
        for (Path file : files(path)) {
            if (!isOfSwitch(file)) {
                throw new IOException("cannot make a switch at " + path + ": there is a directory that no switch has"
                        + " left, with " + file.getFileName() + " in it");
            }
        }
        remove(path);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static boolean isOfSwitch(Path file) throws IOException {
        return KNOWN_NAME.matcher(file.getFileName().toString()).matches() && SocketFiles.isSocket(file);
    }

    private static void remove(Path directory) throws IOException {
        for (Path file : files(directory)) {
            if (isOfSwitch(file)) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(directory);
    }

    private static boolean isAlive(Path path) throws IOException {
        Path control = path.resolve(CONTROL);
        try (Fd probe = UnixSockets.open(Sockets.SOCK_STREAM)) {
            int result = Sockets.tryConnect(probe.number(), UnixAddress.of(control));
            if (result == -Errno.ENOENT.number() || result == -Errno.ECONNREFUSED.number()) {
                return false;
            }
            if (result != -Errno.EAGAIN.number()) {
                Syscalls.check(result, "connect(" + control + ")");
            }
            return true;
        }
    }

    private static SwitchDirectory fill(SwitchNetwork network) throws IOException {
        Path path = network.path();
        Path control = path.resolve(CONTROL);
        Fd listener = null;
        try {
            listener = UnixSockets.open(Sockets.SOCK_STREAM);
            Sockets.bind(listener.number(), UnixAddress.of(control), control.toString());
            if (network.group().isPresent()) {
                SocketFiles.setGroup(path, network.group().get());
                SocketFiles.setGroup(control, network.group().get());
            }
            SocketFiles.setMode(control, network.mode());
            Sockets.listen(listener.number(), BACKLOG);
            // last, so that nobody is in there before all is as it must be
            SocketFiles.setMode(path, network.directoryMode());
            return new SwitchDirectory(network, listener);
        } catch (IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            remove(path);
            throw e;
        }
    }

    /** Where clients connect, non-blocking. */
    int listener() {
        return listener.number();
    }

    /** Gives a client's datagram socket a name in here. It belongs to the directory's group by the set-group-id bit. */
    Path bind(int socket) throws IOException {
        Path file = network.path().resolve("fd" + socket);
        Sockets.bind(socket, UnixAddress.of(file), file.toString());
        SocketFiles.setMode(file, network.mode());
        return file;
    }

    /** Removes it, with what clients that ended half-way have left in it. */
    @Override
    public void close() throws IOException {
        listener.close();
        remove(network.path());
    }
}

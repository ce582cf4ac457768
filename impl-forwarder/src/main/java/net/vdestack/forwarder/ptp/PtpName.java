package net.vdestack.forwarder.ptp;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import net.vdestack.forwarder.unix.SocketFiles;
import net.vdestack.forwarder.unix.UnixAddress;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** The name by which the other end finds a socket of ours. */
final class PtpName implements AutoCloseable {
    /** Only for ourselves. */
    private static final int MODE = 0700;

    private final Path path;
    /** Device and inode. No other file has the same as long as the socket is open. */
    private final Object key;

    private PtpName(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /**
     * Names a socket that listens from then on. Nobody finds it before it does, and takes it for dead.
     *
     * @return null if there is something already; the socket cannot be named anew then
     */
    static PtpName listening(Fd socket, Path path) throws IOException {
        return give(socket, path, true);
    }

    /** The same for a datagram socket, which has nothing to listen for. */
    static PtpName datagrams(Fd socket, Path path) throws IOException {
        return give(socket, path, false);
    }

    /** A killed process may leave the temporary name behind: an empty file that is in nobody's way. */
    private static PtpName give(Fd socket, Path path, boolean listens) throws IOException {
        Path temporary = bind(socket, path);
        try {
            SocketFiles.setMode(temporary, MODE);
            if (listens) {
                Sockets.listen(socket.number(), 1);
            }
            PtpName name = new PtpName(path, key(temporary));
            Files.createLink(path, temporary);
            return name;
        } catch (FileAlreadyExistsException e) {
            return null;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path bind(Fd socket, Path path) throws IOException {
        Path temporary;
        int result;
        do {
            temporary = beside(path);
            result = Sockets.tryBind(socket.number(), UnixAddress.of(temporary));
        } while (result == -Errno.EADDRINUSE.number());
        Syscalls.check(result, "bind(" + path + ")");
        return temporary;
    }

    /** A name in the same directory that nobody else uses; they all have the same length. */
    static Path beside(Path path) {
        return path.resolveSibling(
                String.format(".ptp%08x", ThreadLocalRandom.current().nextInt()));
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    Path path() {
        return path;
    }

    /** Removes it if it is still ours. To be called before the socket is closed, lest somebody takes that for dead. */
    @Override
    public void close() throws IOException {
        try {
            if (key.equals(key(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // somebody else has removed it
        }
    }
}

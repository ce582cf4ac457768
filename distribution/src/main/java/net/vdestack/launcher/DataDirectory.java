package net.vdestack.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** Where all that is written goes. It belongs to this process until it is closed or the process ends. */
final class DataDirectory implements Closeable {
    /** Holds the process's id, for whoever comes second. */
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes it, unless it is there, for its owner alone.
     *
     * @throws LaunchException if it cannot be written to, is not this user's alone to write to, or belongs to another
     *     process
     */
    static DataDirectory open(Path path) throws LaunchException {
        try {
            create(path);
            requireOurs(path);
            Path file = path.resolve(LOCK);
            if (Files.isSymbolicLink(file)) {
                throw LaunchException.failed(file + " is a symbolic link: remove it");
            }
            FileChannel lock = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try {
                take(path, lock);
                return new DataDirectory(path, lock);
            } catch (IOException | LaunchException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw LaunchException.failed("the data directory " + path + " cannot be used (" + describe(e)
                    + "): give one that this user may write to, with --data DIR");
        }
    }

    private static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** What lies in it is run: configured commands, and a library. Whoever else may write there would be this user. */
    private static void requireOurs(Path path) throws IOException, LaunchException {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        int user = user();
        if (owner != user) {
            throw LaunchException.failed("the data directory " + path + " belongs to user "
                    + Integer.toUnsignedString(owner) + ", not to " + Integer.toUnsignedString(user)
                    + ": give one of this user's with --data DIR, or one that is not there yet");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw LaunchException.failed("others may write to the data directory " + path + " ("
                    + PosixFilePermissions.toString(permissions) + "): 'chmod 700 " + path
                    + "' if what lies in it can be trusted, or give another with --data DIR");
        }
    }

    /** The effective user. Not the owner of /proc/self, which is root where the JVM may not be dumped. */
    private static int user() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("Uid:"))
                    .map(line -> Integer.parseUnsignedInt(line.split("\\s+", -1)[2]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("/proc/self/status names no user"));
        }
    }

    private static void take(Path path, FileChannel lock) throws IOException, LaunchException {
        FileLock held = lock.tryLock();
        if (held == null) {
            ByteBuffer owner = ByteBuffer.allocate(32);
            lock.read(owner, 0);
            throw LaunchException.failed("another vdestack, process "
                    + StandardCharsets.US_ASCII.decode(owner.flip()).toString().strip() + ", uses the data directory "
                    + path + ": end it, or give another directory with --data DIR");
        }
        lock.truncate(0);
        lock.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
    }

    /** The file system's exceptions have a path for a message. */
    private static String describe(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException occupied) {
            return occupied.getFile() + " is not a directory";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return failure.toString();
    }

    /**
     * Removes a directory in it and all that is in there; of links, not what they lead to.
     *
     * @throws LaunchException if something cannot be removed
     */
    void remove(String name) throws LaunchException {
        try {
            Path directory = path.resolve(name);
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(directory, new Remover());
            }
        } catch (IOException e) {
            throw LaunchException.failed("cannot remove " + path.resolve(name) + " (" + describe(e) + ")");
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

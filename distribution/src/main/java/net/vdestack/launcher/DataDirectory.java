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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

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
     * @throws LaunchException if it cannot be written to, or belongs to another process
     */
    static DataDirectory open(Path path) throws LaunchException {
        try {
            create(path);
            FileChannel lock = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
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

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

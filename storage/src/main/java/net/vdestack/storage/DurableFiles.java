package net.vdestack.storage;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.stream.Stream;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.cm.file.ConfigurationHandler;
import org.apache.felix.cm.file.FilePersistenceManager;

/**
 * Configurations in the files of Felix's own manager, which reads them. That one deletes a file before it puts the new
 * one in its place, and leaves it to the kernel when the disk gets it: whatever ends the process in between has deleted
 * a configuration. Here the new one is on the disk before it takes the place of the old one, which is one step; when a
 * method returns, what it has done outlives a power cut.
 */
final class DurableFiles implements PersistenceManager {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/ -_";

    private static final String UNFINISHED = ".tmp";

    private final Path directory;
    private final FilePersistenceManager files;

    /** @param directory is made if it is not there; nobody else writes to it */
    DurableFiles(Path directory) throws IOException {
        this.directory = directory.toAbsolutePath();
        this.files = new FilePersistenceManager(this.directory.toString());
        removeUnfinished();
    }

    /** What was being written when a process ended. */
    private void removeUnfinished() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(each -> each.toString().endsWith(UNFINISHED))
                    .filter(Files::isRegularFile)
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public boolean exists(String pid) {
        return files.exists(pid);
    }

    @Override
    @SuppressWarnings("rawtypes") // of the interface
    public Dictionary load(String pid) throws IOException {
        synchronized (files) {
            return files.load(pid);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // of the interface
    public Enumeration getDictionaries() throws IOException {
        return files.getDictionaries();
    }

    @Override
    @SuppressWarnings("rawtypes") // of the interface
    public void store(String pid, Dictionary properties) throws IOException {
        Path file = file(pid);
        synchronized (files) {
            makeDirectories(file.getParent());
            Path written =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), UNFINISHED);
            try {
                write(written, properties);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
            force(file.getParent());
        }
    }

    @Override
    public void delete(String pid) throws IOException {
        Path file = file(pid);
        synchronized (files) {
            if (Files.deleteIfExists(file)) {
                force(file.getParent());
            }
        }
    }

    private void makeDirectories(Path wanted) throws IOException {
        if (!Files.isDirectory(wanted)) {
            makeDirectories(wanted.getParent());
            Files.createDirectory(wanted);
            force(wanted.getParent());
        }
    }

    @SuppressWarnings("rawtypes") // of the interface
    private static void write(Path file, Dictionary properties) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            BufferedOutputStream buffer = new BufferedOutputStream(out);
            ConfigurationHandler.write(buffer, properties);
            buffer.flush();
            out.getFD().sync();
        }
    }

    /**
     * What is in a directory is on the disk when the directory is; see fsync(2). An interrupt, which closes the
     * channel, is put off: whoever stores something may be somebody who is being told to end.
     */
    private static void force(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    // once more
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link FilePersistenceManager} finds it. */
    private Path file(String pid) {
        StringBuilder path = new StringBuilder();
        for (char each : pid.replace('.', '/').toCharArray()) {
            path.append(PLAIN.indexOf(each) >= 0 ? String.valueOf(each) : String.format("%%%04x", (int) each));
        }
        // as that one has it: what begins with / is below the directory, too
        return new File(directory.toFile(), path.append(".config").toString()).toPath();
    }
}

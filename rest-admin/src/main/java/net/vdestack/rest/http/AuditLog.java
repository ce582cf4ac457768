package net.vdestack.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.vdestack.rest.json.Json;

/**
 * Who has changed what, a line of JSON for each request that might. The file is opened for each line, so that it may be
 * moved away at any time, as logrotate does. One that is full becomes {@code audit.1.jsonl}, that one
 * {@code audit.2.jsonl} and so on; there is a last one. So that those without a token cannot push the others out, only
 * the first of theirs in a minute are told of, and how many more there were. Thread safe.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final long MAX_BYTES = 16 << 20;
    private static final int LAST = 9;
    /** Lines of those without a token, all together. */
    private static final int STRANGERS_PER_MINUTE = 30;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_LENGTH = 256;
    private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final long maxBytes;
    private final LongSupplier nanoTime;
    /** When the minute began, and how many lines without a principal it has had, or would have had. */
    private long began;

    private int strangers;

    /**
     * A line.
     *
     * @param time ISO 8601, UTC
     * @param principal the token's name; null if there was no valid one
     * @param address of the client
     * @param outcome the status of the answer
     * @param commands the words of each command that was asked for; null for other requests
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String time,
            String principal,
            String address,
            String method,
            String path,
            int outcome,
            List<List<String>> commands) {
        /** Both may be as long as all headers together. */
        public Entry {
            method = shortened(method);
            path = shortened(path);
        }

        private static String shortened(String text) {
            return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        }
    }

    /** In the place of so many lines. */
    private record Omission(String time, int omitted) {}

    /**
     * @param file {@code DATA/audit.jsonl}
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public AuditLog(Path file, LongSupplier nanoTime) {
        this(file, MAX_BYTES, nanoTime);
    }

    AuditLog(Path file, long maxBytes, LongSupplier nanoTime) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /**
     * Appends a line. If that fails, the line goes to the platform's log instead: who has to make room on a full disk
     * may have to delete stacks.
     */
    public synchronized void write(Entry entry) {
        long now = nanoTime.getAsLong();
        if (now - began >= MINUTE_NANOS) {
            endMinute();
            began = now;
        }
        if (entry.principal() != null || ++strangers <= STRANGERS_PER_MINUTE) {
            writeLine(entry);
        }
    }

    private void endMinute() {
        if (strangers > STRANGERS_PER_MINUTE) {
            writeLine(new Omission(Instant.now().toString(), strangers - STRANGERS_PER_MINUTE));
        }
        strangers = 0;
    }

    /** Tells of what has been left out. */
    @Override
    public synchronized void close() {
        endMinute();
    }

    private void writeLine(Object content) {
        String line = Json.MAPPER.writeValueAsString(content);
        try {
            ByteBuffer bytes = UTF_8.encode(line + "\n");
            if (Files.exists(file) && Files.size(file) + bytes.remaining() > maxBytes) {
                rotate();
            }
            append(bytes);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "{0} cannot be written ({1}): {2}", file, e.getMessage(), line);
        }
    }

    private void rotate() throws IOException {
        for (int number = LAST; number > 1; number--) {
            if (Files.exists(old(number - 1))) {
                Files.move(old(number - 1), old(number), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file, old(1), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("(?=\\.jsonl$)", "." + number));
    }

    /** The whole line or nothing of it, so that the next one is not part of it. */
    private void append(ByteBuffer line) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (SeekableByteChannel channel = Files.newByteChannel(file, options, OURS_ALONE)) {
            long before = channel.size();
            channel.position(before);
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        }
    }
}

package net.vdestack.rest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Who has changed what, a line of JSON for each request that might. The file is opened for each line, so that it may be
 * moved away at any time, as logrotate does. Thread safe.
 */
public final class AuditLog {
    private static final Logger LOG = System.getLogger(AuditLog.class.getName());

    private final Path file;

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
            List<List<String>> commands) {}

    /** @param file {@code DATA/audit.jsonl} */
    public AuditLog(Path file) {
        this.file = file;
    }

    /** Appends a line. If that fails, the line goes to the platform's log instead. */
    public synchronized void write(Entry entry) {
        String line = Json.MAPPER.writeValueAsString(entry);
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "{0} cannot be written ({1}): {2}", file, e.getMessage(), line);
        }
    }
}

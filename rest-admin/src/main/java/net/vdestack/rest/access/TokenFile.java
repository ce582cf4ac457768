package net.vdestack.rest.access;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.vdestack.rest.json.Json;
import tools.jackson.core.JacksonException;

/**
 * The operator's tokens, {@code [{"name":"…","role":"viewer","sha256":"…"}]}, read again when the file changes. A file
 * that cannot be used is logged, and gives no token: a token that was taken out of it is never valid by mistake. Thread
 * safe.
 */
final class TokenFile {
    private static final Logger LOG = System.getLogger(TokenFile.class.getName());

    private final Path file;
    /** Null if there was no file. */
    private Map<String, Object> version;

    private List<Entry> entries = List.of();

    /** A token, by its hash. */
    record Entry(Caller caller, TokenHash hash) {}

    private record Line(String name, String role, String sha256) {
        Entry entry() {
            Caller caller = new Caller(
                    require("name", name),
                    Role.of(require("role", role))
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "token " + name + ": role '" + role + "' must be viewer, operator or admin")));
            try {
                return new Entry(caller, TokenHash.parse(require("sha256", sha256)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("token " + name + ": " + e.getMessage(), e);
            }
        }

        private static String require(String field, String value) {
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("a token has no " + field);
            }
            return value;
        }
    }

    TokenFile(Path file) {
        this.file = file;
    }

    /** As the file is now. */
    synchronized List<Entry> entries() {
        Map<String, Object> now = version();
        if (!Objects.equals(now, version)) {
            version = now;
            // whatever happens below, the former ones are no more
            entries = List.of();
            entries = read();
        }
        return entries;
    }

    /** With the time at which it was made readable, since that may be all that has changed. */
    private Map<String, Object> version() {
        try {
            return Files.readAttributes(file, "unix:ctime,lastModifiedTime,size,fileKey");
        } catch (IOException e) {
            return null;
        }
    }

    private List<Line> lines() throws IOException {
        Line[] lines = Json.MAPPER.readValue(Files.readString(file), Line[].class);
        if (lines == null || Arrays.asList(lines).contains(null)) {
            throw new IllegalArgumentException("null is there where a token, or the list of them, should be");
        }
        return List.of(lines);
    }

    private List<Entry> read() {
        try {
            List<Entry> read = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Line line : lines()) {
                Entry entry = line.entry();
                if (!names.add(entry.caller().name())) {
                    throw new IllegalArgumentException("token " + line.name() + " is there twice");
                }
                read.add(entry);
            }
            return List.copyOf(read);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JacksonException e) {
            LOG.log(Level.ERROR, "{0} gives no token: {1}", file, e.getOriginalMessage());
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "{0} gives no token: {1}", file, e.getMessage());
        }
        return List.of();
    }
}

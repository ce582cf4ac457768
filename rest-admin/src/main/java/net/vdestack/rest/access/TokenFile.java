package net.vdestack.rest.access;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's tokens, {@code [{"name":"…","role":"viewer","sha256":"…"}]}, read again when the file changes. A file
 * that cannot be used is logged, and gives no token: a token that was taken out of it is never valid by mistake. Thread
 * safe.
 */
final class TokenFile {
    private static final Logger LOG = System.getLogger(TokenFile.class.getName());
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private Version version;
    private List<Entry> entries = List.of();

    /** A token, by its hash. */
    record Entry(Caller caller, TokenHash hash) {}

    private record Version(FileTime modified, long size, Object inode) {}

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
        Version now = version();
        if (!Objects.equals(now, version)) {
            version = now;
            entries = read();
        }
        return entries;
    }

    /** Null if there is no file. */
    private Version version() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    private List<Entry> read() {
        try {
            List<Entry> read = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (Line line : MAPPER.readValue(Files.readString(file), Line[].class)) {
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

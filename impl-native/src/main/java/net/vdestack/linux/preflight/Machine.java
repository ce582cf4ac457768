package net.vdestack.linux.preflight;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the machine and this process tell about themselves in files.
 *
 * @param root where these are; another one than {@code /} in tests
 */
record Machine(Path root) {
    /** Larger than any limit that is one. */
    static final long UNLIMITED = Long.MAX_VALUE;

    /** The text of a file without blanks around it; empty if it is not there or cannot be read. */
    Optional<String> text(String file) {
        // a setting below /proc/sys must be read at once: Files.readString, which trusts the size of 0, gets one digit
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            return Optional.of(new String(in.readAllBytes(), UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The value of a setting, such as {@code net.core.rmem_max}. */
    Optional<String> setting(String name) {
        return text("proc/sys/" + name.replace('.', '/'));
    }

    /** The same, if it is a number. */
    OptionalLong number(String setting) {
        return setting(setting).map(Machine::limit).orElse(OptionalLong.empty());
    }

    /** A soft limit of this process by its name in {@code /proc/self/limits}. */
    OptionalLong processLimit(String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " +(\\S+)", Pattern.MULTILINE)
                .matcher(text("proc/self/limits").orElse(""));
        return line.find() ? limit(line.group(1)) : OptionalLong.empty();
    }

    /** How many threads and processes the control group of this process may have: cgroups(7), version 2 or 1. */
    OptionalLong groupLimit() {
        for (String line : text("proc/self/cgroup").orElse("").split("\n", -1)) {
            String[] parts = line.split(":", 3);
            boolean unified = line.startsWith("0::");
            if (parts.length == 3 && (unified || parts[1].equals("pids"))) {
                Optional<String> max = text("sys/fs/cgroup" + (unified ? "" : "/pids") + parts[2] + "/pids.max");
                if (max.isPresent()) {
                    return limit(max.get());
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong limit(String text) {
        if (text.equals("max") || text.equals("unlimited")) {
            return OptionalLong.of(UNLIMITED);
        }
        return text.matches("-?[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}

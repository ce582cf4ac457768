package net.vdestack.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.vdestack.api.NetworkStack;

/** What a kernel has found wrong in packets: all of its counters that nstat(8) shows and that end so. */
final class ChecksumErrors {
    private static final String SUFFIX = "InCsumErrors";
    private static final String FOLDER = "/proc/thread-self/net/";
    private static final List<String> FILES = List.of("snmp", "netstat", "snmp6");

    private ChecksumErrors() {}

    /** Those of a stack that are not 0. */
    static Map<String, Long> of(NetworkStack stack) throws Exception {
        List<String> lines = stack.call(() -> {
            List<String> all = new ArrayList<>();
            for (String file : FILES) {
                all.addAll(Files.readAllLines(Path.of(FOLDER + file)));
            }
            return all;
        });
        return of(lines);
    }

    /** Those of a peer that are not 0. */
    static Map<String, Long> of(Peer peer) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String file : FILES) {
            lines.addAll(peer.run("cat", FOLDER + file).lines().toList());
        }
        return of(lines);
    }

    /** Two lines, names and numbers, for each protocol of IPv4, and one for each number of IPv6. */
    private static Map<String, Long> of(List<String> lines) {
        Map<String, Long> errors = new TreeMap<>();
        int seen = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] names = lines.get(i).trim().split("\\s+", -1);
            if (names[0].endsWith(SUFFIX)) {
                seen++;
                errors.put(names[0], Long.valueOf(names[1]));
            } else if (names[0].endsWith(":")) {
                String[] numbers = lines.get(++i).trim().split("\\s+", -1);
                for (int column = 1; column < names.length; column++) {
                    if (names[column].equals(SUFFIX)) {
                        seen++;
                        errors.put(names[0] + names[column], Long.valueOf(numbers[column]));
                    }
                }
            }
        }
        if (seen < 4) {
            throw new AssertionError("the kernel's counters are not where they were expected: " + errors);
        }
        errors.values().removeIf(count -> count == 0);
        return errors;
    }
}

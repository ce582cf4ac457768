package net.vdestack.itests.osgi;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.vdestack.itests.platform.Inside;

/**
 * What the platform's JVM holds of the machine for stacks. Its own files, pipes and classes are not looked at: they
 * come and go with bundles.
 *
 * @param descriptors how many are open of each kind, such as {@code socket} and {@code /dev/net/tun}
 * @param threads of the library, by name
 * @param namespaces the network namespaces of its threads
 * @param processes how many run that it has started
 */
record Held(Map<String, Integer> descriptors, Set<String> threads, Set<String> namespaces, long processes)
        implements Serializable {
    static Held now() throws IOException {
        Map<String, Integer> descriptors = new TreeMap<>();
        for (String target : linksIn("/proc/self/fd", "")) {
            // "socket:[123]", "anon_inode:[eventfd]", "net:[4026531840]", "/dev/net/tun", or a file
            String kind = target.startsWith("anon_inode") ? target : target.replaceAll(":\\[.*", "");
            if (!kind.startsWith("/") || kind.equals("/dev/net/tun")) {
                descriptors.merge(kind, 1, Integer::sum);
            }
        }
        Set<String> threads = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("vdestack-")) {
                threads.add(thread.getName());
            }
        }
        long processes = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .count();
        return new Held(descriptors, threads, new TreeSet<>(linksIn("/proc/self/task", "ns/net")), processes);
    }

    /** What the entries of a directory lead to; those that are gone meanwhile are passed over. */
    private static List<String> linksIn(String directory, String below) throws IOException {
        List<String> links = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory))) {
            for (Path entry : entries) {
                try {
                    links.add(Files.readSymbolicLink(below.isEmpty() ? entry : entry.resolve(below))
                            .toString());
                } catch (IOException e) {
                    // gone
                }
            }
        }
        return links;
    }

    /** Waits until nothing is held beyond this. */
    void awaitNoMore(Inside inside) throws Exception {
        Held[] last = new Held[1];
        try {
            inside.await("nothing to be held that was not before", () -> {
                last[0] = now();
                return last[0].isWithin(this);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": before " + this + ", now " + last[0], e);
        }
    }

    private boolean isWithin(Held before) {
        return descriptors.entrySet().stream()
                        .allMatch(kind -> kind.getValue() <= before.descriptors.getOrDefault(kind.getKey(), 0))
                && before.threads.containsAll(threads)
                && before.namespaces.containsAll(namespaces)
                && processes <= before.processes;
    }
}

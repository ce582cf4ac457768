package net.vdestack.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What this JVM holds of the machine: to be compared before and after.
 *
 * @param descriptors how many descriptors are open
 * @param threads how many threads run, without those the JVM makes and ends as it likes
 * @param processes how many processes it has started that are not at their end
 * @param namespaces the network namespaces its threads are in
 */
public record Resources(int descriptors, Set<String> threads, long processes, Set<String> namespaces) {
    private static final long DEADLINE_SECONDS = 20;

    static Resources now() throws IOException {
        Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vdestack-") && !name.equals("vdestack-async"))
                .collect(Collectors.toCollection(TreeSet::new));
        long processes = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .count();
        return new Resources(count(Path.of("/proc/self/fd")), threads, processes, namespacesOfThreads());
    }

    private static int count(Path directory) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                count += entry.toString().isEmpty() ? 0 : 1;
            }
        }
        return count;
    }

    /** Threads that end meanwhile are passed over. */
    private static Set<String> namespacesOfThreads() throws IOException {
        Set<String> namespaces = new TreeSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    namespaces.add(
                            Files.readSymbolicLink(task.resolve("ns/net")).toString());
                } catch (IOException e) {
                    // ended
                }
            }
        }
        return namespaces;
    }

    /**
     * Waits until the kernel has freed all namespaces that it has numbered for this one, as it does for each stack's.
     */
    public static void awaitNamespacesFreed() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        String left = numberedNamespaces();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            left = numberedNamespaces();
        }
        assertThat(left).isEmpty();
    }

    /** The namespaces that have a number in this one, whoever holds them, each on a line. */
    static String numberedNamespaces() throws IOException {
        return Subprocess.run("ip", "-o", "netns", "list-id");
    }

    /** Waits until nothing is held that was not held before. Fewer is fine: what was there may have ended. */
    void awaitNoMore() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        Resources after = now();
        while (!after.isWithin(this) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            after = now();
        }
        assertThat(after.isWithin(this)).as("before %s, after %s", this, after).isTrue();
        awaitNamespacesFreed();
    }

    private boolean isWithin(Resources before) {
        return descriptors <= before.descriptors
                && before.threads.containsAll(threads)
                && processes <= before.processes
                && before.namespaces.containsAll(namespaces);
    }
}

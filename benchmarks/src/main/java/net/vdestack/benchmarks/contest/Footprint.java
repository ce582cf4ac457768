package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a JVM with many idle stacks takes.
 *
 * @param window how long to look at the processors' time while nothing happens, in milliseconds
 */
record Footprint(int window) implements Measurement {
    private static final int PATIENCE = 30;
    private static final double KIBIBYTES_IN_MEGABYTE = 1e6 / 1024;

    @Override
    public String kind() {
        return "stacks";
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Map<String, Double> take(Session session) throws IOException, InterruptedException {
        End end = session.sender();
        end.command("heap");
        List<String> heap = end.await("end", PATIENCE);
        double before = session.cpuSeconds();
        Thread.sleep(window);
        double cpu = session.cpuSeconds() - before;
        Map<String, Double> values = new LinkedHashMap<>(session.facts());
        values.put("threads", Double.valueOf(heap.get(0)));
        values.put("heap_mb", Double.parseDouble(heap.get(1)) / 1e6);
        values.put(
                "rss_mb",
                kibibytes("/proc/" + end.process().handle().pid() + "/status", "VmRSS:") / KIBIBYTES_IN_MEGABYTE);
        values.put("idle_cpu_percent", cpu / window * 1000 * 100);
        return values;
    }

    /** What the kernel's own memory takes, of the whole machine. */
    static double slabMegabytes() throws IOException {
        return kibibytes("/proc/meminfo", "Slab:") / KIBIBYTES_IN_MEGABYTE;
    }

    private static double kibibytes(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no line " + name));
    }
}

package net.vdestack.benchmarks.contest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A contestant that has been set up: two ends that reach each other, and whatever joins them. */
final class Session implements Closeable {
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private final List<ProcessHandle> processes = new ArrayList<>();
    private final Map<String, Double> facts = new LinkedHashMap<>();
    private End sender;
    private End receiver;
    private String locator = "";

    /** Keeps something to be closed at the end, before what was kept earlier. */
    <T extends Closeable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    /** Keeps a process whose time counts, and that of its descendants. */
    EndProcess keep(EndProcess process) {
        resources.push(process);
        processes.add(process.handle());
        return process;
    }

    /** Keeps a process that ends when this is closed, and whose time counts. */
    Process keep(Process process) {
        processes.add(process.toHandle());
        resources.push(() -> {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        });
        return process;
    }

    void ends(End sending, End receiving) {
        sender = sending;
        receiver = receiving;
    }

    End sender() {
        return sender;
    }

    End receiver() {
        return receiver;
    }

    /** Says what network stacks are to be made in. */
    void locator(String value) {
        locator = value;
    }

    String locator() {
        return locator;
    }

    /** Notes what was measured while it was set up. */
    void fact(String metric, double value) {
        facts.put(metric, value);
    }

    Map<String, Double> facts() {
        return facts;
    }

    /** What its processes have used of the processors so far. */
    double cpuSeconds() {
        return CpuTime.seconds(processes);
    }

    @Override
    public void close() {
        IOException failure = null;
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }
}

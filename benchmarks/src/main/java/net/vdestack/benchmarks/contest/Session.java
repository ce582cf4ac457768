package net.vdestack.benchmarks.contest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A contestant that has been set up: two ends that reach each other, and whatever joins them. */
final class Session implements Closeable {
    private final Deque<Closeable> resources = new ArrayDeque<>();
    private final List<ProcessHandle> processes = new ArrayList<>();
    private End sender;
    private End receiver;

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

    /** What its processes have used of the processors so far. */
    double cpuSeconds() throws IOException {
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

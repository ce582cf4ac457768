package net.vdestack.benchmarks.end;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import net.vdestack.api.NetworkStacks;
import net.vdestack.api.StackSpec;

/** Stacks that have an address each and nothing to do, until the JVM ends. */
final class Crowd {
    /** How many share a network. */
    private static final int NEIGHBOURS = 10;

    private Crowd() {}

    /**
     * Makes so many stacks, and tells how long all of that took. A network is the locator with its number in place of
     * {@code %d.%d}, two bytes.
     */
    static void make(Job job) throws IOException {
        int count = job.number(1);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int network = i / NEIGHBOURS;
            NetworkStacks.open(StackSpec.builder()
                    .link("vde0", String.format(job.word(2), network / 250, network % 250 + 1))
                    .config("eth,ip=10.0.0." + (i % NEIGHBOURS + 1) + "/24")
                    .build());
        }
        job.say("end " + (System.nanoTime() - began));
    }

    /** Tells the live threads, and the bytes of the heap that are in use once it was collected. */
    static void tellHeap(Job job) {
        System.gc();
        job.say("end " + ManagementFactory.getThreadMXBean().getThreadCount() + " "
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}

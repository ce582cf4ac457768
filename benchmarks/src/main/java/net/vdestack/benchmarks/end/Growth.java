package net.vdestack.benchmarks.end;

import java.util.function.LongSupplier;

/** How much a counter grows in a window of time. */
final class Growth {
    private Growth() {}

    /** Waits for the warm-up, then tells how much the counter grew in the window, and how long that was. */
    static void tell(Job job, LongSupplier counter, int warmup, int window) throws InterruptedException {
        Thread.sleep(warmup);
        long began = System.nanoTime();
        long before = counter.getAsLong();
        job.say("begin");
        Thread.sleep(window);
        long after = counter.getAsLong();
        job.say("end " + (after - before) + " " + (System.nanoTime() - began));
    }
}

package net.vdestack.benchmarks.contest;

import java.util.concurrent.atomic.AtomicInteger;

/** Ports, a new one for each measurement: nothing left of the one before is in the way. */
final class Ports {
    private static final int FIRST = 5001;
    private static final int COUNT = 20_000;
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Ports() {}

    static int next() {
        return FIRST + COUNTER.getAndIncrement() % COUNT;
    }
}

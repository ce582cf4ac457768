package net.vdestack.benchmarks.contest;

/**
 * How long to measure, in milliseconds.
 *
 * @param warmup from the start of the traffic on, which does not count
 * @param window what counts
 */
public record Timing(int warmup, int window) {
    private static final int PATIENCE = 15;

    /** How long to wait for what lasts as long, in seconds. */
    int patience() {
        return PATIENCE + (warmup + window) / 1000;
    }
}

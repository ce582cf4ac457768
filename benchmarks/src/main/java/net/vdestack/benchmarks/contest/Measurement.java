package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.Map;

/** Something to measure of a pair of ends. */
interface Measurement {
    /** The kind, as the command line selects it. */
    String kind();

    /** What distinguishes it from others of its kind, such as {@code v4-1-cubic}. */
    String name();

    /** Measures, and returns values by the names of metrics. */
    Map<String, Double> take(Session session) throws IOException, InterruptedException;
}

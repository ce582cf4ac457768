package net.vdestack.benchmarks.loops;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A program: measures all loops once on its JVM, and prints for each its name, nanoseconds and bytes allocated. */
public final class Loops {
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;

    private Loops() {}

    public static void main(String[] args) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(Loops.class.getPackageName() + "\\..*")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        for (RunResult result : results) {
            String bytes = result.getParams().getParam("bytes");
            String name = result.getPrimaryResult().getLabel() + (bytes == null ? "" : "-" + bytes);
            double allocated =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            System.out.println(name + " " + result.getPrimaryResult().getScore() + " " + allocated);
        }
    }
}

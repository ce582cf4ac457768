package net.vdestack.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.benchmarks.contest.Contest;
import net.vdestack.benchmarks.contest.InnerLoops;
import net.vdestack.benchmarks.contest.Tools;
import net.vdestack.benchmarks.report.Report;
import net.vdestack.benchmarks.report.Row;
import net.vdestack.benchmarks.report.Rows;

/** A program: measures what it is told to, and prints tables. The script {@code ./bench} starts it. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            if (args.length == 3 && args[0].equals("report")) {
                Report.write(Path.of(args[1]), Path.of(args[2]));
            } else {
                System.exit(run(Options.parse(args)));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Returns the exit status. */
    private static int run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        Tools tools = new Tools(
                Path.of(System.getProperty("bench.ends")),
                System.getProperty("java.class.path"),
                options.out().resolve("log.txt"));
        try (Rows rows = new Rows(options.out())) {
            new Contest(tools, options.jdks(), options).run(options.rounds(), rows);
            if (options.wants(InnerLoops.KIND) && options.selects(InnerLoops.KIND, true)) {
                InnerLoops.run(tools, options.jdks(), options.rounds(), rows);
            }
        }
        Report report = new Report(Rows.read(options.out()));
        System.out.println("\n" + report.toText());
        System.out.println("rows: " + options.out().resolve(Rows.FILE));
        if (report.checksumErrors() > 0) {
            System.err.println(
                    "bench: segments with wrong checksums were received: see " + Row.CHECKSUM_ERRORS + " in the rows");
            return 1;
        }
        return 0;
    }
}

package net.vdestack.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.vdestack.benchmarks.contest.Contest;
import net.vdestack.benchmarks.contest.Tools;
import net.vdestack.benchmarks.report.Report;
import net.vdestack.benchmarks.report.Rows;

/** A program: measures what it is told to, and prints tables. The script {@code ./bench} starts it. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            run(Options.parse(args));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        Tools tools = new Tools(
                Path.of(System.getProperty("bench.ends")),
                System.getProperty("java.class.path"),
                options.out().resolve("log.txt"));
        try (Rows rows = new Rows(options.out())) {
            new Contest(tools, options.jdks(), options).run(options.rounds(), rows);
        }
        System.out.println();
        System.out.print(new Report(Rows.read(options.out())).toText());
        System.out.println("rows: " + options.out().resolve(Rows.FILE));
    }
}

package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.vdestack.benchmarks.loops.Loops;
import net.vdestack.benchmarks.report.Row;
import net.vdestack.benchmarks.report.Rows;

/** The inner loops, on each JDK by turns. */
public final class InnerLoops {
    /** As the command line and the rows have it. */
    public static final String KIND = "loops";

    private static final int PATIENCE = 300;

    private InnerLoops() {}

    /** Measures all of them in rounds, each in a JVM of its own. */
    public static void run(Tools tools, List<Jdk> jdks, int rounds, Rows rows) throws IOException {
        List<Jdk> order = new ArrayList<>(jdks);
        for (int round = 1; round <= rounds; round++) {
            for (Jdk jdk : order) {
                String printed = Program.run(tools.java(jdk, Loops.class), "", PATIENCE);
                System.out.print(printed.indent(0)
                        .replaceAll("(?m)^", KIND + ", JDK " + jdk.version() + ", round " + round + ": "));
                for (String line : printed.lines().toList()) {
                    add(line.split(" ", -1), Contestants.nameOf(jdk), round, rows);
                }
            }
            Collections.rotate(order, 1);
        }
    }

    private static void add(String[] words, String contestant, int round, Rows rows) throws IOException {
        rows.add(new Row(KIND, words[0], contestant, round, "ns", Double.parseDouble(words[1])));
        rows.add(new Row(KIND, words[0], contestant, round, "allocated_bytes", Double.parseDouble(words[2])));
    }
}

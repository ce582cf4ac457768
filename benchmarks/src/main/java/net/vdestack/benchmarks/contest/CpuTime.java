package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes have used of the processors: proc_pid_stat(5). */
final class CpuTime {
    /** USER_HZ: the same on every machine that Java runs on. */
    private static final double TICKS_A_SECOND = 100;
    /** Of the fields after the name in parentheses: utime and stime. */
    private static final int UTIME = 11;

    private static final int STIME = 12;

    private CpuTime() {}

    /** User and system time of processes and of all their descendants that live. */
    static double seconds(List<ProcessHandle> processes) throws IOException {
        long ticks = 0;
        for (ProcessHandle process : processes) {
            for (ProcessHandle each :
                    Stream.concat(Stream.of(process), process.descendants()).toList()) {
                ticks += ticks(each.pid());
            }
        }
        return ticks / TICKS_A_SECOND;
    }

    private static long ticks(long pid) throws IOException {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (NoSuchFileException e) {
            // ended meanwhile
            return 0;
        }
    }

    /** User and system time of a line of stat. */
    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }
}

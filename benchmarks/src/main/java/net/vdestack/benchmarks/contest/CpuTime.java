package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
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

    /** user, nice, system, irq and softirq. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private CpuTime() {}

    /** User and system time of processes and of all their descendants that live. */
    static double seconds(List<ProcessHandle> processes) {
        long ticks = 0;
        for (ProcessHandle process : processes) {
            for (ProcessHandle each :
                    Stream.concat(Stream.of(process), process.descendants()).toList()) {
                ticks += ticks(each.pid());
            }
        }
        return ticks / TICKS_A_SECOND;
    }

    private static long ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) {
            // ended meanwhile
            return 0;
        }
    }

    /** What the machine's processors have been busy with, interrupts and other programs too: proc_stat(5). */
    static double machineSeconds() throws IOException {
        return busyTicks(Files.readAllLines(Path.of("/proc/stat")).get(0)) / TICKS_A_SECOND;
    }

    /** All but idle, iowait and steal of a line of /proc/stat; guests are in user already. */
    static long busyTicks(String stat) {
        String[] fields = stat.split(" +", -1);
        long ticks = 0;
        for (int field : BUSY) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks;
    }

    /** User and system time of a line of stat. */
    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    }
}

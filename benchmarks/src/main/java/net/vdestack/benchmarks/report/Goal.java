package net.vdestack.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was set out for, as a ratio to be reached.
 *
 * @param text as people say it
 * @param atLeast whether the ratio must not be below the bound, or not above
 * @param bound the ratio
 * @param measured asks for it
 */
record Goal(String text, boolean atLeast, double bound, Function<Results, Optional<Spread>> measured) {
    private static final String LIBVDESTACK = "libvdestack";
    private static final String VXLAN = "kernel-vxlan";

    /** Those for our stacks on one JDK. */
    static List<Goal> of(String ours) {
        List<Goal> goals = new ArrayList<>();
        goals.add(atLeast("vxvde TCP, cubic: libvdestack", 12, "tcp vxvde-v4-1-cubic", "mbit_s", ours, LIBVDESTACK));
        goals.add(atLeast("vxvde TCP, bbr: libvdestack", 8, "tcp vxvde-v4-1-bbr", "mbit_s", ours, LIBVDESTACK));
        goals.add(hoped("vxvde TCP, cubic: kernel VXLAN", 1, "tcp vxvde-v4-1-cubic", "mbit_s", ours, VXLAN));
        goals.add(hoped("vxvde TCP, bbr: kernel VXLAN", 1, "tcp vxvde-v4-1-bbr", "mbit_s", ours, VXLAN));
        goals.add(atMost(
                "vxvde TCP, CPU a gigabyte: libvdestack", 0.1, "tcp vxvde-v4-1-cubic", "cpu_s_gb", ours, LIBVDESTACK));
        goals.add(atLeast("lan TCP: veth", 0.9, "tcp lan-v4-1-cubic", "mbit_s", ours, "veth"));
        goals.add(hoped("lan TCP: C relay of TAPs", 1, "tcp lan-v4-1-cubic", "mbit_s", ours, "tap-relay"));
        goals.add(hoped("lan TCP: veth", 1, "tcp lan-v4-1-cubic", "mbit_s", ours, "veth"));
        goals.add(atLeast(
                "vxvde TCP over an underlay of 1500 bytes: libvdestack",
                10,
                "tcp vxvde1500-v4-1-cubic",
                "mbit_s",
                ours,
                LIBVDESTACK));
        goals.add(atLeast("vxvde UDP: libvdestack", 3.5, "udp vxvde-udp64", "kpps", ours, LIBVDESTACK));
        goals.add(hoped("vxvde UDP: kernel VXLAN", 1, "udp vxvde-udp64", "kpps", ours, VXLAN));
        goals.add(atMost("vxvde shortest round trip: libvdestack", 1, "rtt vxvde-rtt64", "min_us", ours, LIBVDESTACK));
        goals.add(atLeast(
                "TCP from us to libvdestack: libvdestack to its like",
                1,
                "tcp mixed-v4-1-cubic",
                "mbit_s",
                ours + ">" + LIBVDESTACK,
                LIBVDESTACK));
        goals.add(atLeast(
                "TCP from libvdestack to us: libvdestack to its like",
                1,
                "tcp mixed-v4-1-cubic",
                "mbit_s",
                LIBVDESTACK + ">" + ours,
                LIBVDESTACK));
        goals.add(atLeast("vde_switch TCP: libvdestack", 2, "tcp switch-v4-1-cubic", "mbit_s", ours, LIBVDESTACK));
        goals.add(new Goal(
                "opening a socket: plainly",
                false,
                3,
                results -> results.values("sockets socket-open", ours, "of_plain")));
        goals.add(new Goal(
                "[opening a socket: plainly]",
                false,
                2,
                results -> results.values("sockets socket-open", ours, "of_plain")));
        return goals;
    }

    /** Those that are the same for every JDK. */
    static List<Goal> common() {
        List<Goal> goals = new ArrayList<>();
        for (String network : List.of("lan", "vxvde")) {
            goals.add(atLeast(
                    network + " TCP among 1,000 idle stacks: alone",
                    0.9,
                    "stacks crowd-" + network + "-v4-1-cubic",
                    "mbit_s",
                    "among-1000",
                    "among-0"));
        }
        goals.add(hoped("C relay of TAPs: veth", 0.9, "tcp lan-v4-1-cubic", "mbit_s", "tap-relay", "veth"));
        goals.add(new Goal("checksum errors anywhere", false, 0, results -> results.total(Row.CHECKSUM_ERRORS)));
        return goals;
    }

    private static Goal atLeast(String text, double bound, String test, String metric, String one, String other) {
        return new Goal(text, true, bound, results -> results.ratio(test, metric, one, other));
    }

    private static Goal hoped(String text, double bound, String test, String metric, String one, String other) {
        return atLeast("[" + text + "]", bound, test, metric, one, other);
    }

    private static Goal atMost(String text, double bound, String test, String metric, String one, String other) {
        return new Goal(text, false, bound, results -> results.ratio(test, metric, one, other));
    }

    /** Whether the median reaches it. */
    boolean isMet(Spread spread) {
        return atLeast ? spread.median() >= bound : spread.median() <= bound;
    }

    /** As {@code ≥ 12}. */
    String wanted() {
        return (atLeast ? "≥ " : "≤ ")
                + (bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound));
    }
}

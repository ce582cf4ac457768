package net.vdestack.benchmarks.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Who competes, and in what.
 *
 * @param name as the rows have it
 * @param contestants who
 * @param measurements in what
 * @param common the names of the streams that are measured unless others are asked for
 */
record Network(String name, List<Contestant> contestants, List<Measurement> measurements, Set<String> common) {
    /** The largest MTU of lo: all of an underlay's datagrams fit. */
    static final int LARGEST_MTU = 65536;

    private static final int ETHERNET = 1500;
    /** The outer headers of VXLAN over IPv4, and the inner one of Ethernet. */
    private static final int VXLAN = 50;

    private static final Set<String> ONE_FLOW = Set.of("v4-1-cubic", "v4-1-bbr");
    private static final Set<String> BOTH_VERSIONS = Set.of("v4-1-cubic", "v6-1-cubic");
    private static final Set<String> MANY = Set.of("v4-1-cubic", "v4-1-bbr", "v4-4-cubic", "v6-1-cubic");
    private static final List<Integer> CROWDS = List.of(0, 1, 10, 100, 1000);

    /**
     * All networks.
     *
     * @param jdks what our stacks run on; the first where one is enough
     */
    static List<Network> all(Tools tools, List<Jdk> jdks, Measurements measure) {
        Contestants make = new Contestants(tools);
        List<Measurement> traffic = measure.traffic();
        Jdk first = jdks.get(0);
        return List.of(
                new Network(
                        "vxvde",
                        with(
                                each(jdks, jdk -> make.stacks(jdk, Contestants.GROUP, LARGEST_MTU, ETHERNET)),
                                make.libvdestack(Contestants.GROUP, LARGEST_MTU),
                                make.vdens(Contestants.GROUP, LARGEST_MTU),
                                make.kernelVxlan(Contestants.ROOMY, ETHERNET),
                                make.veth()),
                        traffic,
                        MANY),
                new Network(
                        "vxvde1500",
                        with(
                                each(jdks, jdk -> make.stacks(jdk, Contestants.GROUP, ETHERNET, 0)),
                                make.libvdestack(Contestants.GROUP, ETHERNET),
                                make.kernelVxlan(ETHERNET, ETHERNET - VXLAN)),
                        traffic,
                        ONE_FLOW),
                new Network(
                        "lan",
                        with(
                                each(jdks, jdk -> make.stacks(jdk, "lan://bench", LARGEST_MTU, 0)),
                                make.tapRelay(),
                                make.veth()),
                        traffic,
                        MANY),
                new Network(
                        "vxlan",
                        with(each(jdks, make::stacksOverVxlan), make.kernelVxlan(Contestants.ROOMY, ETHERNET)),
                        traffic,
                        BOTH_VERSIONS),
                new Network(
                        "switch",
                        with(each(jdks, make::stacksAtSwitch), make.libvdestackAtSwitch()),
                        traffic,
                        ONE_FLOW),
                new Network(
                        "mixed",
                        List.of(
                                make.toLibvdestack(first, LARGEST_MTU),
                                make.fromLibvdestack(first, LARGEST_MTU),
                                make.libvdestack(Contestants.GROUP, LARGEST_MTU)),
                        traffic,
                        ONE_FLOW),
                new Network(
                        "socket",
                        with(
                                each(jdks, jdk -> make.stacks(jdk, "lan://bench", LARGEST_MTU, 0)),
                                make.libvdestack(Contestants.GROUP, LARGEST_MTU)),
                        List.of(measure.sockets()),
                        Set.of()),
                new Network(
                        "stack",
                        with(each(jdks, make::maker), make.makerOfLibvdestack(), make.makerOfTap()),
                        List.of(measure.creation()),
                        Set.of()),
                new Network(
                        "crowd-lan",
                        each(CROWDS, idle -> make.among(first, idle, "lan://bench", "lan://idle-%d-%d")),
                        measure.crowd(),
                        Set.of()),
                new Network(
                        "crowd-vxvde",
                        each(CROWDS, idle -> make.among(first, idle, Contestants.GROUP, "vxvde://239.2.%d.%d")),
                        measure.crowd(),
                        Set.of()));
    }

    private static <T> List<Contestant> each(List<T> what, Function<T, Contestant> contestant) {
        return what.stream().map(contestant).toList();
    }

    private static List<Contestant> with(List<Contestant> ours, Contestant... others) {
        List<Contestant> all = new ArrayList<>(ours);
        all.addAll(List.of(others));
        return List.copyOf(all);
    }

    /** The name of a measurement here, as the rows have it. */
    String nameOf(Measurement measurement) {
        return name + "-" + measurement.name();
    }

    /** Whether a measurement is among those that are taken unless others are asked for. */
    boolean isCommon(Measurement measurement) {
        return common.isEmpty() || !measurement.kind().equals("tcp") || common.contains(measurement.name());
    }
}

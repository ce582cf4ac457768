package net.vdestack.benchmarks.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What contestants compete on.
 *
 * @param name as the rows have it
 * @param contestants who
 */
record Network(String name, List<Contestant> contestants) {
    /** The largest MTU of lo: all of an underlay's datagrams fit. */
    private static final int LARGEST = 65536;

    private static final int ETHERNET = 1500;

    /**
     * All networks.
     *
     * @param jdks what our stacks run on
     */
    static List<Network> all(Tools tools, List<Jdk> jdks) {
        Contestants make = new Contestants(tools);
        return List.of(
                network(
                        "vxvde",
                        jdks,
                        jdk -> List.of(make.stacks(jdk, Contestants.GROUP, LARGEST, ETHERNET)),
                        make.libvdestack(Contestants.GROUP, LARGEST),
                        make.vdens(Contestants.GROUP, LARGEST),
                        make.kernelVxlan(Contestants.ROOMY, ETHERNET),
                        make.veth()),
                network(
                        "vxvde1500",
                        jdks,
                        jdk -> List.of(make.stacks(jdk, Contestants.GROUP, ETHERNET, 0)),
                        make.libvdestack(Contestants.GROUP, ETHERNET),
                        make.kernelVxlan(ETHERNET, ETHERNET - 50)),
                network("lan", jdks, jdk -> List.of(make.stacks(jdk, "lan://bench", LARGEST, 0)), make.veth()),
                network(
                        "vxlan",
                        jdks,
                        jdk -> List.of(make.stacksOverVxlan(jdk)),
                        make.kernelVxlan(Contestants.ROOMY, ETHERNET)),
                network("switch", jdks, jdk -> List.of(make.stacksAtSwitch(jdk)), make.libvdestackAtSwitch()),
                network(
                        "mixed",
                        jdks,
                        jdk -> List.of(make.toLibvdestack(jdk, LARGEST), make.fromLibvdestack(jdk, LARGEST)),
                        make.libvdestack(Contestants.GROUP, LARGEST)));
    }

    private static Network network(
            String name, List<Jdk> jdks, Function<Jdk, List<Contestant>> ours, Contestant... others) {
        List<Contestant> contestants = new ArrayList<>();
        jdks.forEach(jdk -> contestants.addAll(ours.apply(jdk)));
        contestants.addAll(List.of(others));
        return new Network(name, List.copyOf(contestants));
    }
}

package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All there are, with the programs they need. */
final class Contestants {
    static final String GROUP = "vxvde://239.1.2.3";
    /** What leaves room for all headers around a frame of 1500 bytes. */
    static final int ROOMY = 1600;

    private static final String TAP = "vde0";
    private static final int SWITCH_SECONDS = 5;
    private static final int CROWD_SECONDS = 300;
    private static final int RELAY_SECONDS = 5;

    private final Tools tools;
    private int namespaces;

    Contestants(Tools tools) {
        this.tools = tools;
    }

    /** Two of our stacks in one JVM, over a network whose sockets are on lo. */
    Contestant stacks(Jdk jdk, String locator, int underlayMtu, int mtu) {
        return new Contestant(nameOf(jdk), session -> {
            EndProcess jvm = session.keep(tools.javaEnd(underlay(session, underlayMtu), jdk));
            session.ends(stack(jvm, 0, locator, mtu), stack(jvm, 1, locator, mtu));
        });
    }

    /** Two of our stacks in one JVM, both plugged into a vde_switch. */
    Contestant stacksAtSwitch(Jdk jdk) {
        return new Contestant(nameOf(jdk), session -> {
            Namespace where = namespace(session);
            String locator = "vde://" + vdeSwitch(session);
            EndProcess jvm = session.keep(tools.javaEnd(where, jdk));
            session.ends(stack(jvm, 0, locator, 0), stack(jvm, 1, locator, 0));
        });
    }

    /** Two of our stacks, each in a JVM and a namespace of its own, with a veth pair between these. */
    Contestant stacksOverVxlan(Jdk jdk) {
        return new Contestant(nameOf(jdk), session -> {
            VethPair outer = vethPair(session, ROOMY);
            outer.configure(new Addresses("10.1.0.1", "fd01::1"), new Addresses("10.1.0.2", "fd01::2"));
            EndProcess first = session.keep(tools.javaEnd(outer.first(), jdk));
            EndProcess second = session.keep(tools.javaEnd(outer.second(), jdk));
            session.ends(
                    stack(first, 0, "vxlan://10.1.0.2/vni=66", 1500),
                    stack(second, 1, "vxlan://10.1.0.1/vni=66", 1500));
        });
    }

    /** Two stacks of libvdestack, each in a process of its own: its daemons share more than they should with others. */
    Contestant libvdestack(String locator, int underlayMtu) {
        return new Contestant("libvdestack", session -> libvdestack(session, underlay(session, underlayMtu), locator));
    }

    Contestant libvdestackAtSwitch() {
        return new Contestant(
                "libvdestack", session -> libvdestack(session, namespace(session), "vde://" + vdeSwitch(session)));
    }

    private void libvdestack(Session session, Namespace where, String locator)
            throws IOException, InterruptedException {
        End sender = cStack(session.keep(tools.cEnd(where)), 0, locator);
        session.ends(sender, cStack(session.keep(tools.cEnd(where)), 1, locator));
    }

    /** Our stack sends to one of libvdestack. */
    Contestant toLibvdestack(Jdk jdk, int underlayMtu) {
        return new Contestant(nameOf(jdk) + ">libvdestack", session -> {
            Namespace where = underlay(session, underlayMtu);
            End sender = stack(session.keep(tools.javaEnd(where, jdk)), 0, GROUP, 1500);
            session.ends(sender, cStack(session.keep(tools.cEnd(where)), 1, GROUP));
        });
    }

    /** A stack of libvdestack sends to one of ours. */
    Contestant fromLibvdestack(Jdk jdk, int underlayMtu) {
        return new Contestant("libvdestack>" + nameOf(jdk), session -> {
            Namespace where = underlay(session, underlayMtu);
            End sender = cStack(session.keep(tools.cEnd(where)), 0, GROUP);
            session.ends(sender, stack(session.keep(tools.javaEnd(where, jdk)), 1, GROUP, 1500));
        });
    }

    /** Two programs, each in a namespace that Debian's vdens has made. */
    Contestant vdens(String locator, int underlayMtu) {
        return new Contestant("vdens", session -> {
            Namespace where = underlay(session, underlayMtu);
            End sender = vdensEnd(session, where, locator, 0);
            session.ends(sender, vdensEnd(session, where, locator, 1));
        });
    }

    private End vdensEnd(Session session, Namespace where, String locator, int number)
            throws IOException, InterruptedException {
        Process vdens = session.keep(new ProcessBuilder(
                        where.inside(List.of("vdens", locator, "sh", "-c", "echo $$; read -r _")))
                .redirectError(ProcessBuilder.Redirect.appendTo(tools.log().toFile()))
                .start());
        String shell = vdens.inputReader().readLine();
        if (shell == null) {
            throw new IOException("vdens ended; see " + tools.log());
        }
        return cNamespace(session.keep(tools.cEnd(where)), number, new Namespace("/proc/" + shell + "/ns/net"), TAP);
    }

    /** Two namespaces with a veth pair between them. */
    Contestant veth() {
        return new Contestant("veth", session -> {
            VethPair pair = vethPair(session, 1500);
            End sender = cNamespace(session.keep(tools.cEnd(pair.first())), 0, pair.first(), "veth0");
            session.ends(sender, cNamespace(session.keep(tools.cEnd(pair.second())), 1, pair.second(), "veth0"));
        });
    }

    /** Two namespaces with a TAP in each, and a C program that does nothing but carry frames between these. */
    Contestant tapRelay() {
        return new Contestant("tap-relay", session -> {
            Namespace first = namespace(session);
            Namespace second = namespace(session);
            EndProcess relay = session.keep(tools.cEnd(first));
            relay.command(0, "relay " + first.path() + " " + second.path());
            relay.await(0, "ready", RELAY_SECONDS);
            End sender = cNamespace(session.keep(tools.cEnd(first)), 0, first, TAP);
            session.ends(sender, cNamespace(session.keep(tools.cEnd(second)), 1, second, TAP));
        });
    }

    /** Two namespaces with the kernel's VXLAN over a veth pair between them. */
    Contestant kernelVxlan(int outerMtu, int mtu) {
        return new Contestant("kernel-vxlan", session -> {
            VethPair outer = vethPair(session, outerMtu);
            outer.configure(new Addresses("10.1.0.1", "fd01::1"), new Addresses("10.1.0.2", "fd01::2"));
            outer.first().ip("link add vx0 mtu " + mtu + " type vxlan id 66 remote 10.1.0.2 dstport 4789 dev veth0");
            outer.second().ip("link add vx0 mtu " + mtu + " type vxlan id 66 remote 10.1.0.1 dstport 4789 dev veth0");
            End sender = cNamespace(session.keep(tools.cEnd(outer.first())), 0, outer.first(), "vx0");
            session.ends(sender, cNamespace(session.keep(tools.cEnd(outer.second())), 1, outer.second(), "vx0"));
        });
    }

    /** Two of our stacks among idle ones, all in one JVM. */
    Contestant among(Jdk jdk, int idle, String locator, String locatorOfIdle) {
        return new Contestant("among-" + idle, session -> {
            EndProcess jvm = session.keep(tools.javaEnd(underlay(session, Network.LARGEST_MTU), jdk));
            session.ends(stack(jvm, 0, locator, 0), stack(jvm, 1, locator, 0));
            double slab = Footprint.slabMegabytes();
            jvm.command(0, "crowd " + idle + " " + locatorOfIdle);
            double nanos = Double.parseDouble(jvm.await(0, "end", CROWD_SECONDS).get(0));
            session.fact("create_ms", nanos / Math.max(1, idle) / 1e6);
            session.fact("slab_mb", Footprint.slabMegabytes() - slab);
        });
    }

    /** A JVM, to make stacks in. */
    Contestant maker(Jdk jdk) {
        return maker(nameOf(jdk), GROUP, where -> tools.javaEnd(where, jdk));
    }

    /** The C program, to make stacks of libvdestack in. */
    Contestant makerOfLibvdestack() {
        return maker("libvdestack", GROUP, tools::cEnd);
    }

    /** The C program, to do what the kernel asks for. */
    Contestant makerOfTap() {
        return maker("kernel", "kernel", tools::cEnd);
    }

    private Contestant maker(String name, String locator, Starter starter) {
        return new Contestant(name, session -> {
            Namespace where = underlay(session, Network.LARGEST_MTU);
            EndProcess process = session.keep(starter.start(where));
            Addresses addresses = Addresses.of(0);
            session.ends(new End(process, 0, where, TAP, addresses.v4(), addresses.v6()), null);
            session.locator(locator);
        });
    }

    /** Starts a program in a namespace. */
    private interface Starter {
        EndProcess start(Namespace where) throws IOException;
    }

    static String nameOf(Jdk jdk) {
        return "vdestack-" + jdk.version();
    }

    private static End stack(EndProcess jvm, int number, String locator, int mtu)
            throws IOException, InterruptedException {
        Addresses addresses = Addresses.of(number);
        return End.make(jvm, number, "stack " + locator + " " + mtu + " " + addresses.configuration(), TAP, addresses);
    }

    private static End cStack(EndProcess process, int number, String locator) throws IOException, InterruptedException {
        Addresses addresses = Addresses.of(number);
        End end = End.make(process, number, "stack " + locator, TAP, addresses);
        addresses.configure(end.namespace(), TAP);
        return end;
    }

    private static End cNamespace(EndProcess process, int number, Namespace namespace, String device)
            throws IOException, InterruptedException {
        Addresses addresses = Addresses.of(number);
        End end = End.make(process, number, "netns " + namespace.path(), device, addresses);
        addresses.configure(namespace, device);
        return end;
    }

    private String newNamespace(Session session) {
        String name = "bench" + namespaces++;
        session.keep(() -> Namespace.delete(name));
        return name;
    }

    private Namespace namespace(Session session) throws IOException {
        return Namespace.add(newNamespace(session));
    }

    private Namespace underlay(Session session, int mtu) throws IOException {
        return Namespace.addUnderlay(newNamespace(session), mtu);
    }

    private VethPair vethPair(Session session, int mtu) throws IOException {
        Namespace first = namespace(session);
        Namespace second = namespace(session);
        first.ip("link add veth0 mtu " + mtu + " type veth peer name veth0 mtu " + mtu + " netns " + second.path());
        return new VethPair(first, second);
    }

    /** Two namespaces and the interface veth0 in each. */
    private record VethPair(Namespace first, Namespace second) {
        void configure(Addresses one, Addresses other) throws IOException {
            one.configure(first, "veth0");
            other.configure(second, "veth0");
        }
    }

    /** Starts a vde_switch and returns its folder, which ends with the benchmark, as all temporary files do. */
    private Path vdeSwitch(Session session) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("switch");
        Path socket = folder.resolve("ctl/ctl");
        session.keep(new ProcessBuilder(
                        "vde_switch", "-s", folder.resolve("ctl").toString(), "-n", "64")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(tools.log().toFile()))
                .start());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SWITCH_SECONDS);
        while (!Files.exists(socket)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("vde_switch did not make " + socket + "; see " + tools.log());
            }
            Thread.sleep(20);
        }
        return folder.resolve("ctl");
    }
}

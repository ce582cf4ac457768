package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace that exists as long as its path.
 *
 * @param path what nsenter(1) takes, such as {@code /run/netns/blue}
 */
record Namespace(String path) {
    /** Makes one with lo up. It ends with the benchmark, whose /run is its own. */
    static Namespace add(String name) throws IOException {
        Program.run("ip", "netns", "add", name);
        Namespace namespace = new Namespace("/run/netns/" + name);
        namespace.ip("link set lo up");
        return namespace;
    }

    static void delete(String name) throws IOException {
        Program.run("ip", "netns", "delete", name);
    }

    /** Makes one whose lo is a network with multicast. */
    static Namespace addUnderlay(String name, int mtu) throws IOException {
        Namespace namespace = add(name);
        // with a source, or datagrams to the group and to one node would seem to be of two senders
        namespace.ip("link set lo mtu " + mtu, "route add 224.0.0.0/4 dev lo src 127.0.0.1");
        return namespace;
    }

    /** Words that run a program in here. */
    List<String> inside(List<String> argv) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=" + path));
        words.addAll(argv);
        return words;
    }

    /** ip(8), a command on each line. */
    void ip(String... commands) throws IOException {
        Program.run(inside(List.of("ip", "-batch", "-")), String.join("\n", commands) + "\n");
    }

    /** What a file of /proc/net says in here. */
    String procNet(String file) throws IOException {
        return Program.run(inside(List.of("cat", "/proc/net/" + file)), "");
    }
}

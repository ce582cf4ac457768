package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.List;

/**
 * One end of a contestant.
 *
 * @param process what carries it out
 * @param number its number there
 * @param namespace where its sockets are
 * @param device the interface that leads to the other end
 * @param address4 its address of IPv4
 * @param address6 its address of IPv6
 */
record End(EndProcess process, int number, Namespace namespace, String device, String address4, String address6) {
    private static final int READY_SECONDS = 30;

    void command(String command) throws IOException {
        process.command(number, command);
    }

    List<String> await(String word, int seconds) throws IOException, InterruptedException {
        return process.await(number, word, seconds);
    }

    String address(boolean v6) {
        return v6 ? address6 : address4;
    }

    /**
     * Has connections to an end made with a congestion control, which routes can say without asking the host's policy.
     */
    void congestionControl(String name, End to) throws IOException {
        namespace.ip(
                "route replace " + to.address4 + "/32 dev " + device + " congctl " + name,
                "route replace " + to.address6 + "/128 dev " + device + " congctl " + name);
    }

    /** Makes an end with a command that makes a place, whose answer is its namespace. */
    static End make(EndProcess process, int number, String command, String device, Addresses addresses)
            throws IOException, InterruptedException {
        process.command(number, command);
        Namespace namespace =
                new Namespace(process.await(number, "ready", READY_SECONDS).get(0));
        return new End(process, number, namespace, device, addresses.v4(), addresses.v6());
    }
}

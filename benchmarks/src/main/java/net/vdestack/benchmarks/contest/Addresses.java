package net.vdestack.benchmarks.contest;

import java.io.IOException;

/**
 * The addresses of an end.
 *
 * @param v4 without a prefix length
 * @param v6 without a prefix length
 */
record Addresses(String v4, String v6) {
    /** Of the end 0 or 1. */
    static Addresses of(int end) {
        return new Addresses("10.0.0." + (end + 1), "fd00::" + (end + 1));
    }

    /** As our configuration strings have them. */
    String configuration() {
        return "eth,ip=" + v4 + "/24,ip=" + v6 + "/64";
    }

    /** Gives them to an interface of a namespace, and sets that up. */
    void configure(Namespace namespace, String device) throws IOException {
        namespace.ip(
                "addr add " + v4 + "/24 dev " + device,
                "addr add " + v6 + "/64 dev " + device + " nodad",
                "link set " + device + " up");
    }
}

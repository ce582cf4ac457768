package net.vdestack.benchmarks.contest;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Counters of TCP in a namespace: /proc/net/snmp.
 *
 * @param retransmits segments sent again
 * @param checksumErrors segments received with a wrong checksum
 */
record TcpCounters(long retransmits, long checksumErrors) {
    static TcpCounters of(Namespace namespace) throws IOException {
        return parse(namespace.procNet("snmp"));
    }

    /** Of a line with names, and a line with numbers below it. */
    static TcpCounters parse(String snmp) {
        List<List<String>> lines = snmp.lines()
                .filter(line -> line.startsWith("Tcp: "))
                .map(line -> Arrays.asList(line.split(" ")))
                .toList();
        return new TcpCounters(value(lines, "RetransSegs"), value(lines, "InCsumErrors"));
    }

    private static long value(List<List<String>> lines, String name) {
        return Long.parseLong(lines.get(1).get(lines.get(0).indexOf(name)));
    }

    TcpCounters since(TcpCounters earlier) {
        return new TcpCounters(retransmits - earlier.retransmits, checksumErrors - earlier.checksumErrors);
    }
}

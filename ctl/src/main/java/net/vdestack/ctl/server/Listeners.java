package net.vdestack.ctl.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who listens at a TCP port of this machine, at whichever address: what a name of it leads to is not known before.
 *
 * @param users their numbers
 */
record Listeners(Set<Long> users) {
    private static final long ROOT = 0;
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int HEXADECIMAL = 16;

    /**
     * Asks Linux, which tells of the network namespace that this process is in, where its connections begin.
     *
     * @throws IOException if it does not tell
     */
    static Listeners at(int port) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        try {
            lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        } catch (NoSuchFileException e) {
            // there is no IPv6
        }
        return of(lines, port);
    }

    /** Reads lines of {@code /proc/net/tcp} and {@code tcp6}, see proc_net_tcp.rst of Linux. */
    static Listeners of(List<String> lines, int port) {
        return new Listeners(lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(socket ->
                        socket.length > USER && socket[STATE].equals(LISTEN) && port(socket[LOCAL_ADDRESS]) == port)
                .map(socket -> Long.valueOf(socket[USER]))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
    }

    /** Those that are neither this user nor root. */
    Set<Long> othersThan(long user) {
        Set<Long> others = new TreeSet<>(users);
        others.remove(user);
        others.remove(ROOT);
        return others;
    }
}

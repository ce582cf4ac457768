package net.vdestack.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import net.vdestack.itests.platform.Await;

/** A namespace with an interface in our network that is none of ours: a process in it, and what to do through that. */
interface Peer {
    /** A process that lives inside. */
    long pid();

    /** The command that does it inside. */
    List<String> inside(String... argv);

    /** Runs a command inside, which must succeed. */
    default String run(String... argv) throws IOException {
        return Subprocess.run(inside(argv));
    }

    /** Starts a command inside. */
    default Subprocess start(String... argv) throws IOException {
        return Subprocess.start(inside(argv));
    }

    /**
     * Waits until somebody inside has a socket at a port.
     *
     * @param protocol tcp, tcp6, udp or udp6
     */
    default void awaitPort(String protocol, int port) throws Exception {
        Path sockets = Path.of("/proc/" + pid() + "/net/" + protocol);
        String end = String.format(Locale.ROOT, ":%04X", port);
        Await.until(protocol + " port " + port, () -> {
            try (var lines = Files.lines(sockets)) {
                // number, local address, …
                return lines.anyMatch(line -> line.trim().split("\\s+", 3)[1].endsWith(end));
            }
        });
    }
}

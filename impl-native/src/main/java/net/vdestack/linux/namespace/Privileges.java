package net.vdestack.linux.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.vdestack.api.StackMode;

/**
 * What this process may do: capabilities(7) and user_namespaces(7).
 *
 * @param capabilities the effective set, a bit for each capability
 * @param initialUserNamespace whether the process lives in the machine's own user namespace
 */
public record Privileges(long capabilities, boolean initialUserNamespace) {
    /** The network capabilities: what the commands of a stack may keep, by the names of setpriv(1). */
    public static final Map<String, Integer> NETWORK = network();

    /** What helps a process that may not make network namespaces. */
    public static final String REMEDY = "Run it as root, give it these capabilities (systemd:"
            + " AmbientCapabilities=CAP_SYS_ADMIN CAP_NET_ADMIN), or start it in a user namespace: with the platform's"
            + " launcher, or with 'unshare --user --map-current-user --keep-caps'";

    private static final int CAP_SETPCAP = 8;
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_CHROOT = 18;
    private static final int CAP_SYS_ADMIN = 21;
    /** The inode of the machine's own user namespace, the same on every machine: PROC_USER_INIT_INO. */
    private static final long INITIAL_USER_NAMESPACE = 0xEFFFFFFDL;

    private static Map<String, Integer> network() {
        Map<String, Integer> bits = new LinkedHashMap<>();
        bits.put("net_bind_service", 10);
        bits.put("net_broadcast", 11);
        bits.put("net_admin", CAP_NET_ADMIN);
        bits.put("net_raw", 13);
        return bits;
    }

    /** Reads those of the process. */
    public static Privileges ofThisProcess() throws IOException {
        return of(Files.readAllLines(Path.of("/proc/self/status")), (long)
                Files.getAttribute(Path.of("/proc/self/ns/user"), "unix:ino"));
    }

    /** Those of which {@code /proc/PID/status} and the inode of {@code /proc/PID/ns/user} tell. */
    static Privileges of(List<String> status, long userNamespace) throws IOException {
        String effective = status.stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no line CapEff"));
        return new Privileges(
                Long.parseUnsignedLong(effective.substring(7).trim(), 16), userNamespace == INITIAL_USER_NAMESPACE);
    }

    boolean has(int capability) {
        return (capabilities & (1L << capability)) != 0;
    }

    /** Whether a process may be started with fewer capabilities in its bounding set. */
    public boolean mayShrinkBoundingSet() {
        return has(CAP_SETPCAP);
    }

    /**
     * What commands need beyond what namespaces do.
     *
     * @param root whether the process is root, who gets all of the bounding set back with each command that is started
     * @throws IOException naming what is missing
     */
    public void requireForCommands(boolean root) throws IOException {
        if (!has(CAP_SYS_CHROOT)) {
            throw new IOException("this JVM may not run commands in stacks: it lacks CAP_SYS_CHROOT, which entering a"
                    + " mount namespace takes. Give it this capability, too");
        }
        if (root && !mayShrinkBoundingSet()) {
            throw new IOException("this JVM may not run commands in stacks: it is root without CAP_SETPCAP, so that it"
                    + " could not leave them fewer capabilities than it has. Give it this capability, or run it as"
                    + " another user");
        }
    }

    /** The network capabilities that the process has, by the names of setpriv(1). */
    public List<String> networkCapabilities() {
        return NETWORK.entrySet().stream()
                .filter(entry -> has(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A process in the machine's user namespace is privileged itself; elsewhere a launcher has wrapped it. */
    public StackMode mode() {
        return initialUserNamespace ? StackMode.PRIVILEGED : StackMode.WRAPPED;
    }

    /**
     * What namespaces need.
     *
     * @throws IOException if the process may not make network namespaces, saying what is missing and how to get it
     */
    public void require() throws IOException {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get() + ". " + REMEDY);
        }
    }

    /** Why the process may not make network namespaces; empty if it may. */
    public Optional<String> obstacle() {
        List<String> missing = new ArrayList<>();
        if (!has(CAP_SYS_ADMIN)) {
            missing.add("CAP_SYS_ADMIN");
        }
        if (!has(CAP_NET_ADMIN)) {
            missing.add("CAP_NET_ADMIN");
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("this JVM may not make network namespaces: it lacks " + String.join(" and ", missing));
    }
}

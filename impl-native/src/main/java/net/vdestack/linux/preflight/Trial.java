package net.vdestack.linux.preflight;

import static net.vdestack.linux.preflight.Checks.fail;
import static net.vdestack.linux.preflight.Checks.pass;
import static net.vdestack.linux.preflight.Checks.warn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.SocketAddresses;
import net.vdestack.linux.namespace.LocalNamespaces;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.netlink.SocketDiagnostics;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import net.vdestack.linux.tap.TapInterface;

/** What no file tells: done once, in a network namespace of its own, and undone. */
final class Trial {
    private static final String NAMESPACES = "network-namespaces";
    private static final String TUN = "tun";
    private static final String RESETS = "connection-resets";

    private Trial() {}

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        try {
            Syscalls.load();
            checks.add(pass("native-calls", "JNA's library is loaded"));
        } catch (IOException e) {
            checks.add(fail("native-calls", e.getMessage(), "-Djna.tmpdir=DIR, a folder that may hold programs"));
            return checks;
        }
        checks.add(processes());
        try (LocalNamespaces namespaces = LocalNamespaces.open();
                Namespace namespace = namespaces.create("preflight")) {
            checks.add(pass(NAMESPACES, "one was made"));
            checks.add(tun(namespace));
            checks.add(resets(namespace));
        } catch (IOException e) {
            checks.add(fail(NAMESPACES, e.getMessage(), remedy(e)));
        }
        return checks;
    }

    private static String remedy(IOException refusal) {
        return Syscalls.is(refusal, Errno.ENOSPC)
                ? "let there be more of them: 'sysctl user.max_net_namespaces=10000'"
                : "see the checks mode and user-namespaces; in a container, a seccomp profile that allows unshare(2)"
                        + " and setns(2)";
    }

    private static Check processes() {
        try {
            long own = ProcessHandle.current().pid();
            Fd.adopt(Syscalls.check(Syscalls.openProcess(own), "pidfd_open")).close();
            return pass("process-descriptors", "pidfd_open(2) works");
        } catch (IOException e) {
            return warn(
                    "process-descriptors",
                    e.getMessage() + ": no commands in stacks",
                    "Linux 5.3 or later; in a container, a seccomp profile that allows it");
        }
    }

    private static Check tun(Namespace namespace) {
        try {
            TapInterface.create(namespace, "vde0", Set.of()).close();
            return pass(TUN, "an interface was made with /dev/net/tun");
        } catch (IOException e) {
            String remedy = TapInterface.remedy(e.getCause() instanceof IOException refusal ? refusal : e);
            return fail(
                    TUN, e.getMessage(), remedy.isEmpty() ? "let the kernel have TAP interfaces: CONFIG_TUN" : remedy);
        }
    }

    /** Closing a stack resets the connections that others still hold; a kernel may be built without that. */
    private static Check resets(Namespace namespace) {
        try (Fd listening = namespace.openSocket(SocketAddresses.AF_INET, Sockets.SOCK_STREAM, 0);
                SocketDiagnostics diagnostics = SocketDiagnostics.open(namespace)) {
            Sockets.listen(listening.number(), 1);
            diagnostics.destroyConnections();
            if (diagnostics.counts().tcpListen() == 0) {
                return pass(RESETS, "sock_diag(7) lists and resets connections");
            }
        } catch (IOException e) {
            return warn(
                    RESETS,
                    e.getMessage() + ": sockets of stacks are not counted and listed",
                    "a kernel with CONFIG_INET_DIAG");
        }
        return warn(
                RESETS,
                "this kernel does not reset connections from outside: those that other programs hold in a stack outlive"
                        + " it",
                "a kernel with CONFIG_INET_DIAG_DESTROY");
    }
}

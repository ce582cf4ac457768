package net.vdestack.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.itests.platform.Await;

/**
 * A namespace of Debian's vdens, in which the interface {@code vde0} is plugged into a network by the C library: a peer
 * that shares no code with us.
 */
final class VdensNode implements Peer, AutoCloseable {
    private final Subprocess vdens;
    /** The shell inside. */
    private final ProcessHandle shell;

    private VdensNode(Subprocess vdens, ProcessHandle shell) {
        this.vdens = vdens;
        this.shell = shell;
    }

    /**
     * Starts a node that has its addresses.
     *
     * @param network the locator
     * @param mac the Ethernet address of vde0
     * @param addresses such as 10.0.0.1/24 or fd00::1/64; without one of IPv6 the node is silent until it is used
     */
    static VdensNode open(String network, String mac, String... addresses) throws IOException {
        return open(List.of(), network, mac, addresses);
    }

    /** The same with the C library's sockets in another namespace, which a command such as nsenter leads to. */
    static VdensNode open(List<String> where, String network, String mac, String... addresses) throws IOException {
        Subprocess.require("vdens", "nsenter", "ip");
        List<String> steps = new ArrayList<>();
        steps.add("ip link set lo up");
        steps.add("ip link set vde0 address " + mac);
        boolean v6 = false;
        for (String address : addresses) {
            boolean colon = address.contains(":");
            v6 |= colon;
            steps.add("ip addr add " + address + " dev vde0" + (colon ? " nodad" : ""));
        }
        if (!v6) {
            steps.add("ip link set vde0 addrgenmode none");
        }
        steps.add("ip link set vde0 up");
        steps.add("echo $$");
        // ends with the test's JVM, whatever happens to that
        steps.add("read -r _");
        List<String> argv = new ArrayList<>(where);
        argv.addAll(List.of("vdens", network, "sh", "-c", String.join(" && ", steps)));
        Subprocess vdens = Subprocess.start(argv);
        try {
            long pid = Long.parseLong(vdens.line());
            return new VdensNode(vdens, ProcessHandle.of(pid).orElseThrow());
        } catch (Throwable e) {
            vdens.close();
            throw e;
        }
    }

    @Override
    public long pid() {
        return shell.pid();
    }

    @Override
    public List<String> inside(String... argv) {
        List<String> words = new ArrayList<>(
                List.of("nsenter", "--preserve-credentials", "-U", "-n", "-t", String.valueOf(shell.pid())));
        words.addAll(List.of(argv));
        return words;
    }

    /** Ends it the polite way: it says to its network that it leaves. */
    void leave() throws Exception {
        vdens.input().close();
        vdens.awaitEnd();
        awaitEndOfShell();
    }

    /** Ends it without a word to anybody. */
    void kill() throws Exception {
        vdens.killAlone();
        vdens.input().close();
        awaitEndOfShell();
    }

    private void awaitEndOfShell() throws Exception {
        Path stat = Path.of("/proc/" + shell.pid() + "/stat");
        // an orphan may stay on as a zombie for as long as PID 1 likes
        Await.until("end of the shell in vdens", () -> {
            try {
                String line = Files.readString(stat);
                return line.startsWith("Z", line.lastIndexOf(')') + 2);
            } catch (IOException e) {
                return true;
            }
        });
    }

    @Override
    public void close() throws IOException {
        shell.destroyForcibly();
        vdens.close();
    }
}

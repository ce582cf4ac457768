package net.vdestack.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.itests.platform.Await;

/**
 * Another machine at the other end of a cable of MTU 1500, as far as networks go: a namespace. We are {@value #OUR_V4}
 * and {@value #OUR_V6}, it is {@value #THEIR_V4} and {@value #THEIR_V6}.
 */
final class CabledMachine implements Peer, AutoCloseable {
    static final String OUR_END = "cable0";
    static final String THEIR_END = "cable1";
    static final String OUR_V4 = "192.0.2.1";
    static final String THEIR_V4 = "192.0.2.2";
    static final String OUR_V6 = "fd00:77::1";
    static final String THEIR_V6 = "fd00:77::2";

    /** Holds the namespace until its input ends. */
    private final Subprocess holder;

    private CabledMachine(Subprocess holder) {
        this.holder = holder;
    }

    /** Sets it up and lays the cable. */
    static CabledMachine open() throws Exception {
        Subprocess.require("ip", "nsenter", "unshare");
        Subprocess holder = Subprocess.start(List.of("unshare", "--net", "sh", "-c", "echo ready && read -r _"));
        CabledMachine machine = new CabledMachine(holder);
        try {
            holder.line();
            machine.layCable();
            return machine;
        } catch (Throwable e) {
            holder.close();
            throw e;
        }
    }

    private void layCable() throws Exception {
        Subprocess.run("ip", "link", "add", OUR_END, "type", "veth", "peer", "name", THEIR_END, "netns", "" + pid());
        for (String command : List.of(
                "ip link set " + OUR_END + " addrgenmode none",
                "ip addr add " + OUR_V4 + "/24 dev " + OUR_END,
                "ip addr add " + OUR_V6 + "/64 dev " + OUR_END + " nodad",
                "ip link set " + OUR_END + " up")) {
            Subprocess.run(command.split(" "));
        }
        for (String command : List.of(
                "ip link set lo up",
                "ip link set " + THEIR_END + " addrgenmode none",
                "ip addr add " + THEIR_V4 + "/24 dev " + THEIR_END,
                "ip addr add " + THEIR_V6 + "/64 dev " + THEIR_END + " nodad",
                "ip link set " + THEIR_END + " up",
                "ip route add 224.0.0.0/4 dev " + THEIR_END)) {
            run(command.split(" "));
        }
        // the kernel adds the multicast routes a while after the interfaces have come up
        String routes = "ip -6 route show table local type multicast dev ";
        Await.until(
                "the multicast routes of the cable",
                () -> !Subprocess.run((routes + OUR_END).split(" ")).isBlank()
                        && !run((routes + THEIR_END).split(" ")).isBlank());
    }

    @Override
    public long pid() {
        return holder.pid();
    }

    @Override
    public List<String> inside(String... argv) {
        List<String> words = new ArrayList<>(List.of("nsenter", "-n", "-t", "" + pid()));
        words.addAll(List.of(argv));
        return words;
    }

    @Override
    public void close() throws IOException {
        try {
            Subprocess.run("ip", "link", "del", OUR_END);
        } finally {
            holder.close();
        }
    }
}

package net.vdestack.linux.netlink;

import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_ACK;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Tells when the kernel has let go of a namespace, without holding on to it: gives it a number in the host's namespace,
 * as ip-netns(8) does with {@code set}, and asks whether the number still means something.
 */
public final class NamespaceWatch implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTM_NEWNSID = 88;
    private static final int RTM_GETNSID = 90;
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    private static final int NONE = -1;
    /**
     * Numbers are given once: the kernel would give the lowest one that is free, and the number of a namespace that is
     * gone would soon mean another. Begun at random, since the host's other JVMs number as well.
     */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());

    private static final int ATTEMPTS = 10;

    private final NetlinkSocket socket;
    private final int id;

    private NamespaceWatch(NetlinkSocket socket, int id) {
        this.socket = socket;
        this.id = id;
    }

    /**
     * Begins to watch. To be called by a thread of the host.
     *
     * @param namespace the descriptor of the namespace; not needed any more afterwards
     */
    public static NamespaceWatch begin(int namespace) throws IOException {
        Fd fd = Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, NETLINK_ROUTE);
        NetlinkSocket socket = new NetlinkSocket(fd);
        try {
            int id = NONE;
            for (int attempt = 0; attempt < ATTEMPTS && id == NONE; attempt++) {
                number(socket, namespace);
                id = numberOf(socket, namespace);
            }
            if (id == NONE) {
                throw new IOException("no number is free for a network namespace");
            }
            return new NamespaceWatch(socket, id);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void number(NetlinkSocket socket, int namespace) throws IOException {
        NetlinkMessage number = new NetlinkMessage(RTM_NEWNSID, NLM_F_ACK)
                .int32(0)
                .attribute(NETNSA_NSID, NEXT.getAndIncrement() & Integer.MAX_VALUE)
                .attribute(NETNSA_FD, namespace);
        try {
            socket.change(number, "RTM_NEWNSID");
        } catch (IOException e) {
            if (!Syscalls.is(e, Errno.EEXIST)) {
                throw e;
            }
            // it has a number already, as one that a veth pair leads to has; or another one has this number
        }
    }

    private static int numberOf(NetlinkSocket socket, int namespace) throws IOException {
        NetlinkMessage question =
                new NetlinkMessage(RTM_GETNSID, NLM_F_ACK).int32(0).attribute(NETNSA_FD, namespace);
        return ask(socket, question);
    }

    private static int ask(NetlinkSocket socket, NetlinkMessage question) throws IOException {
        Integer number = socket.ask(
                question,
                "RTM_GETNSID",
                (message, body, end) -> new Attributes(message, body + 4, end).int32(NETNSA_NSID, NONE));
        return number == null ? NONE : number;
    }

    /** Whether the kernel has let go. */
    public boolean isGone() throws IOException {
        NetlinkMessage question =
                new NetlinkMessage(RTM_GETNSID, NLM_F_ACK).int32(0).attribute(NETNSA_NSID, id);
        try {
            return ask(socket, question) == NONE;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENOENT)) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

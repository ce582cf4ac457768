package net.vdestack.linux.netlink;

import static net.vdestack.linux.netlink.NetlinkMessage.NLM_F_ACK;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Tells when the kernel has let go of a namespace, without holding on to it: gives it a number, as ip-netns(8) does
 * with {@code set}, and asks whether the number still means something. A number counts in the network namespace of the
 * socket that asks, which must be one that this JVM may administer. Thread safe.
 */
public final class NamespaceNumbers {
    private static final int RTM_NEWNSID = 88;
    private static final int RTM_GETNSID = 90;
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    private static final int NONE = -1;
    /**
     * Numbers are given once: the kernel would give the lowest one that is free, and the number of a namespace that is
     * gone would soon mean another. Begun at random, since other JVMs may number there as well.
     */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());

    private static final int ATTEMPTS = 10;

    private final NetlinkSocket socket;

    /** @param socket of NETLINK_ROUTE; lent */
    public NamespaceNumbers(Fd socket) throws IOException {
        this.socket = new NetlinkSocket(socket);
    }

    /**
     * The number of a namespace, which gets one unless it has one.
     *
     * @param namespace its descriptor; not needed any more afterwards
     */
    public synchronized int give(int namespace) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            number(namespace);
            int id = numberOf(namespace);
            if (id != NONE) {
                return id;
            }
        }
        throw new IOException("no number is free for a network namespace");
    }

    private void number(int namespace) throws IOException {
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

    private int numberOf(int namespace) throws IOException {
        NetlinkMessage question =
                new NetlinkMessage(RTM_GETNSID, NLM_F_ACK).int32(0).attribute(NETNSA_FD, namespace);
        return ask(question);
    }

    private int ask(NetlinkMessage question) throws IOException {
        Integer number = socket.ask(
                question,
                "RTM_GETNSID",
                (message, body, end) -> new Attributes(message, body + 4, end).int32(NETNSA_NSID, NONE));
        return number == null ? NONE : number;
    }

    /** Whether the kernel has let go of the namespace that was given a number. */
    public synchronized boolean isGone(int number) throws IOException {
        NetlinkMessage question =
                new NetlinkMessage(RTM_GETNSID, NLM_F_ACK).int32(0).attribute(NETNSA_NSID, number);
        try {
            return ask(question) == NONE;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENOENT)) {
                return true;
            }
            throw e;
        }
    }
}

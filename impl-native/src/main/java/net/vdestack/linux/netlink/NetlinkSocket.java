package net.vdestack.linux.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/** One conversation with the kernel: a request, then its answers. Not thread safe. */
final class NetlinkSocket implements AutoCloseable {
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int TIMEOUT_SECONDS = 5;
    /** The kernel puts no more into one answer: netlink_dump in net/netlink/af_netlink.c. */
    private static final int BUFFER = 32 * 1024;
    /** Dumps interrupted by a change are asked again this often. */
    private static final int DUMP_ATTEMPTS = 5;

    private final Fd fd;
    private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());
    private int sequence;

    /** Makes a value of one message: its bytes, where the fixed part begins and where the message ends. */
    interface Parser<T> {
        /** The value, or null if the message is not of interest. */
        T parse(ByteBuffer message, int body, int end);
    }

    NetlinkSocket(Fd fd) throws IOException {
        this.fd = fd;
        try {
            Sockets.setOption(fd.number(), SOL_NETLINK, NETLINK_EXT_ACK, 1);
            // struct timeval, so that a kernel that does not answer is an error and not a hang
            ByteBuffer timeout =
                    ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder()).putLong(0, TIMEOUT_SECONDS);
            Sockets.setOption(fd.number(), Sockets.SOL_SOCKET, SO_RCVTIMEO, timeout);
        } catch (IOException e) {
            fd.close();
            throw e;
        }
    }

    static NetlinkSocket open(Namespace namespace, int family) throws IOException {
        return new NetlinkSocket(namespace.openSocket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, family));
    }

    /** Has a change made. Throws what the kernel answers, with its explanation. */
    void change(NetlinkMessage request, String what) throws IOException {
        converse(request, what, (message, body, end) -> null);
    }

    /** Asks for one thing. Null if the answer is not of interest to the parser. */
    <T> T ask(NetlinkMessage request, String what, Parser<T> parser) throws IOException {
        List<T> answers = converse(request, what, parser);
        return answers.isEmpty() ? null : answers.get(0);
    }

    /** A request that can be made anew. */
    interface Request {
        NetlinkMessage message();
    }

    /** Asks for a whole table. Repeated when the table changed meanwhile. */
    <T> List<T> dump(Request request, String what, Parser<T> parser) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return converse(request.message(), what, parser);
            } catch (InterruptedDump e) {
                if (attempt == DUMP_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private <T> List<T> converse(NetlinkMessage request, String what, Parser<T> parser) throws IOException {
        sequence++;
        Syscalls.check(Sockets.trySend(fd.number(), request.finish(sequence), 0, null), what);
        List<T> answers = new ArrayList<>();
        boolean interrupted = false;
        for (; ; ) {
            received.clear();
            int size = Sockets.tryReceive(fd.number(), received, 0, null);
            if (size == -Errno.EINTR.number()) {
                continue;
            }
            Syscalls.check(size, what);
            for (int at = 0; at + NetlinkMessage.HEADER <= size; ) {
                int length = received.getInt(at);
                if (length < NetlinkMessage.HEADER || length > size - at) {
                    throw new IOException(what + ": malformed answer from the kernel");
                }
                int type = Short.toUnsignedInt(received.getShort(at + 4));
                int flags = received.getShort(at + 6);
                if (received.getInt(at + 8) == sequence) {
                    interrupted |= (flags & NLM_F_DUMP_INTR) != 0;
                    if (type == NLMSG_ERROR) {
                        refuse(at, length, flags, what);
                        return answers;
                    }
                    if (type == NLMSG_DONE) {
                        boolean hasError = length >= NetlinkMessage.HEADER + Integer.BYTES;
                        // a dump that broke off ends with the negative errno
                        Syscalls.check(hasError ? Math.min(0, received.getInt(at + NetlinkMessage.HEADER)) : 0, what);
                        if (interrupted) {
                            throw new InterruptedDump(what);
                        }
                        return answers;
                    }
                    T answer = parser.parse(received, at + NetlinkMessage.HEADER, at + length);
                    if (answer != null) {
                        answers.add(answer);
                    }
                }
                at += (length + 3) & ~3;
            }
        }
    }

    /** Throws if the acknowledgement is a refusal: {@code struct nlmsgerr { int error; struct nlmsghdr request; }}. */
    private void refuse(int at, int length, int flags, String what) throws IOException {
        int error = -received.getInt(at + NetlinkMessage.HEADER);
        if (error == 0) {
            return;
        }
        String why = "";
        if ((flags & NLM_F_ACK_TLVS) != 0) {
            int request = at + NetlinkMessage.HEADER + 4;
            int payload = (flags & NLM_F_CAPPED) != 0 ? NetlinkMessage.HEADER : received.getInt(request);
            int attributes = request + ((payload + 3) & ~3);
            why = new Attributes(received, attributes, at + length).text(NLMSGERR_ATTR_MSG);
        }
        throw Syscalls.exception(why.isEmpty() ? what : what + " [" + why + "]", error);
    }

    @Override
    public void close() {
        fd.close();
    }

    /** A table changed while it was read. */
    private static final class InterruptedDump extends IOException {
        private static final long serialVersionUID = 1L;

        InterruptedDump(String what) {
            super(what + ": the table kept changing while it was read");
        }
    }
}

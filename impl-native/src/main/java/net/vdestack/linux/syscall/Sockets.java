package net.vdestack.linux.syscall;

import static net.vdestack.linux.syscall.Syscalls.check;
import static net.vdestack.linux.syscall.Syscalls.errnoOr;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checked Linux calls on sockets. Stateless; every method names its man page. Addresses and option values are direct
 * buffers, used from position to limit.
 */
public final class Sockets {
    /** socket(2). */
    public static final int AF_UNIX = 1;
    /** socket(2). */
    public static final int AF_NETLINK = 16;
    /** socket(2). */
    public static final int SOCK_STREAM = 1;
    /** socket(2). */
    public static final int SOCK_DGRAM = 2;
    /** socket(2). */
    public static final int SOCK_RAW = 3;
    /** socket(2). */
    public static final int SOCK_SEQPACKET = 5;
    /** socket(2), as a flag of the type. */
    public static final int SOCK_NONBLOCK = 0x800;
    /** socket(7). */
    public static final int SOL_SOCKET = 1;
    /** socket(7). */
    public static final int SO_REUSEADDR = 2;
    /** socket(7). */
    public static final int SO_TYPE = 3;
    /** socket(7). */
    public static final int SO_ERROR = 4;
    /** socket(7). */
    public static final int SO_SNDBUF = 7;
    /** socket(7). */
    public static final int SO_RCVBUF = 8;
    /** socket(7). */
    public static final int SO_LINGER = 13;
    /** socket(7): beyond the machine's limit, for who has CAP_NET_ADMIN. */
    public static final int SO_SNDBUFFORCE = 32;
    /** socket(7): beyond the machine's limit, for who has CAP_NET_ADMIN. */
    public static final int SO_RCVBUFFORCE = 33;
    /** recv(2): return instead of waiting. */
    public static final int MSG_DONTWAIT = 0x40;
    /** send(2): no signal when the peer has closed. */
    public static final int MSG_NOSIGNAL = 0x4000;
    /** shutdown(2): no more reads and no more writes. */
    public static final int SHUT_RDWR = 2;

    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ADDRESS_CAPACITY = 128;

    private Sockets() {}

    /** socket(2), close-on-exec. */
    public static Fd open(int domain, int type, int protocol) throws IOException {
        int fd = errnoOr(Libc.socket(domain, type | SOCK_CLOEXEC, protocol));
        return Fd.adopt(check(fd, "socket(" + domain + ", " + type + ", " + protocol + ")"));
    }

    /** bind(2). */
    public static void bind(int fd, ByteBuffer address, String what) throws IOException {
        check(tryBind(fd, address), "bind(" + what + ")");
    }

    /** bind(2). Returns 0 or the negative errno. */
    public static int tryBind(int fd, ByteBuffer address) {
        try {
            return errnoOr(Libc.bind(fd, NativeMemory.addressOf(address), address.remaining()));
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** connect(2). Returns 0 or the negative errno. */
    public static int tryConnect(int fd, ByteBuffer address) {
        try {
            return tryConnect(fd, NativeMemory.addressOf(address), address.remaining());
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** connect(2), allocating nothing. Returns 0 or the negative errno. */
    public static int tryConnect(int fd, long address, int length) {
        return errnoOr(Libc.connect(fd, address, length));
    }

    /** listen(2). */
    public static void listen(int fd, int backlog) throws IOException {
        check(errnoOr(Libc.listen(fd, backlog)), "listen");
    }

    /** accept4(2), close-on-exec, without waiting. Returns the descriptor or the negative errno. */
    public static int tryAccept(int fd) {
        return errnoOr(Libc.accept4(fd, 0, 0, SOCK_CLOEXEC));
    }

    /** getsockname(2): puts the address into the buffer and advances its position. */
    public static void localAddress(int fd, ByteBuffer address) throws IOException {
        fill(address, "getsockname", (value, length) -> Libc.getsockname(fd, value, length));
    }

    /** getpeername(2): puts the address into the buffer and advances its position. */
    public static void remoteAddress(int fd, ByteBuffer address) throws IOException {
        fill(address, "getpeername", (value, length) -> Libc.getpeername(fd, value, length));
    }

    /** getsockopt(2): puts the value into the buffer and advances its position. */
    public static void getOption(int fd, int level, int name, ByteBuffer value) throws IOException {
        fill(
                value,
                "getsockopt(" + level + ", " + name + ")",
                (to, length) -> Libc.getsockopt(fd, level, name, to, length));
    }

    /** getsockopt(2) for a number. */
    public static int getOption(int fd, int level, int name) throws IOException {
        ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        getOption(fd, level, name, value);
        return value.getInt(0);
    }

    /** setsockopt(2). */
    public static void setOption(int fd, int level, int name, ByteBuffer value) throws IOException {
        try {
            long address = NativeMemory.addressOf(value);
            check(errnoOr(Libc.setsockopt(fd, level, name, address, value.remaining())), option(level, name));
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    /** setsockopt(2) for a number. */
    public static void setOption(int fd, int level, int name, int value) throws IOException {
        setOption(fd, level, name, number(value));
    }

    /** setsockopt(2) for a number. Returns whether it is set: an older kernel may not know the option. */
    public static boolean trySetOption(int fd, int level, int name, int value) {
        ByteBuffer number = number(value);
        try {
            return Libc.setsockopt(fd, level, name, NativeMemory.addressOf(number), number.remaining()) == 0;
        } finally {
            Reference.reachabilityFence(number);
        }
    }

    /** socket(7), SO_LINGER: close(2) will not wait for the peer. One that is to be reset when closed still is. */
    public static void doNotLinger(int fd) throws IOException {
        // struct linger { int on; int seconds; }
        ByteBuffer linger = ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        getOption(fd, SOL_SOCKET, SO_LINGER, linger);
        if (linger.getInt(0) != 0 && linger.getInt(Integer.BYTES) != 0) {
            setOption(fd, SOL_SOCKET, SO_LINGER, linger.clear().putLong(0, 0));
        }
    }

    /** Whether a number is a socket's now: getsockopt(2) into nowhere. Allocates nothing. */
    public static boolean isSocket(int fd) {
        int result = errnoOr(Libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, 0, 0));
        return result != -Errno.ENOTSOCK.number() && result != -Errno.EBADF.number();
    }

    /** shutdown(2). Returns 0 or the negative errno. */
    public static int tryShutdown(int fd, int how) {
        return errnoOr(Libc.shutdown(fd, how));
    }

    /**
     * sendto(2). Returns the bytes sent or the negative errno.
     *
     * @param address null for a connected socket
     */
    public static int trySend(int fd, ByteBuffer data, int flags, ByteBuffer address) {
        try {
            long to = address == null ? 0 : NativeMemory.addressOf(address);
            int length = address == null ? 0 : address.remaining();
            return errnoOr((int) Libc.sendto(fd, NativeMemory.addressOf(data), data.remaining(), flags, to, length));
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(address);
        }
    }

    /** sendto(2) without waiting, allocating nothing. Returns the bytes sent or the negative errno. */
    public static int trySend(int fd, long data, int length, long address, int addressLength) {
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        return errnoOr((int) Libc.sendto(fd, data, length, flags, address, addressLength));
    }

    /**
     * recvfrom(2). Returns the bytes received or the negative errno; the position of the data buffer stays, that of the
     * address buffer is advanced.
     *
     * @param address null if the sender does not matter
     */
    public static int tryReceive(int fd, ByteBuffer data, int flags, ByteBuffer address) {
        ByteBuffer length = number(address == null ? 0 : address.remaining());
        try {
            long from = address == null ? 0 : NativeMemory.addressOf(address);
            long lengthAddress = address == null ? 0 : NativeMemory.addressOf(length);
            long to = NativeMemory.addressOf(data);
            int result = errnoOr((int) Libc.recvfrom(fd, to, data.remaining(), flags, from, lengthAddress));
            if (result >= 0 && address != null) {
                address.position(address.position() + Math.min(length.getInt(0), address.remaining()));
            }
            return result;
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(address);
            Reference.reachabilityFence(length);
        }
    }

    /** A number as an option value. */
    public static ByteBuffer number(int value) {
        return ByteBuffer.allocateDirect(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value);
    }

    /** A buffer that any socket address fits into. */
    public static ByteBuffer addressBuffer() {
        return ByteBuffer.allocateDirect(ADDRESS_CAPACITY).order(ByteOrder.nativeOrder());
    }

    private static String option(int level, int name) {
        return "setsockopt(level " + level + ", option " + name + ")";
    }

    private interface Filler {
        int fill(long value, long length);
    }

    /** Calls a function with a value-result length argument. */
    private static void fill(ByteBuffer value, String what, Filler call) throws IOException {
        ByteBuffer length = number(value.remaining());
        try {
            check(errnoOr(call.fill(NativeMemory.addressOf(value), NativeMemory.addressOf(length))), what);
            value.position(value.position() + Math.min(length.getInt(0), value.remaining()));
        } finally {
            Reference.reachabilityFence(value);
            Reference.reachabilityFence(length);
        }
    }
}

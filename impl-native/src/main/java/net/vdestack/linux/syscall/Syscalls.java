package net.vdestack.linux.syscall;

import com.sun.jna.Native;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.vdestack.api.SyscallException;

/** Checked Linux calls on files, namespaces and processes. Stateless; every method names its man page. */
public final class Syscalls {
    /** open(2). */
    public static final int O_RDONLY = 0;
    /** open(2). */
    public static final int O_RDWR = 2;
    /** open(2), for reads and writes that return instead of waiting. */
    public static final int O_NONBLOCK = 0x800;
    /** open(2): holds on to a file of any kind, without a right to read or write it. */
    public static final int O_PATH = 0x200000;
    /** open(2): does not follow a symbolic link that the path ends in; with O_PATH, opens the link itself. */
    public static final int O_NOFOLLOW = isOfArmOrPower() ? 0x8000 : 0x20000;

    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWUTS = 0x04000000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    /**
     * linux/sockios.h; not forwarded to drivers, so it works on any socket. Needs no privilege for our own namespaces.
     */
    private static final int SIOCGSKNS = 0x894C;
    /** Numbers above 423 are the same on every CPU. */
    private static final int SYS_PIDFD_SEND_SIGNAL = 424;

    private static final int SYS_PIDFD_OPEN = 434;

    private Syscalls() {}

    /** These number some flags of open(2) in their own way: asm/fcntl.h. */
    private static boolean isOfArmOrPower() {
        String cpu = System.getProperty("os.arch");
        return cpu.equals("aarch64") || cpu.startsWith("arm") || cpu.startsWith("ppc");
    }

    /**
     * Loads what all calls need, so that a machine on which they cannot work is found out early.
     *
     * @throws IOException if JNA's native library cannot be loaded, with the reason and the remedy
     */
    public static void load() throws IOException {
        if (Loading.FAILURE != null) {
            throw new IOException("cannot load JNA's native library: " + Loading.FAILURE
                    + "; give it a folder that is writable and not mounted noexec with -Djna.tmpdir");
        }
    }

    /** Tried once: a class that could not be initialized does not say why when it is used again. */
    private static final class Loading {
        /** The reason; null if all is well. */
        private static final String FAILURE = attempt();

        private static String attempt() {
            try {
                effectiveUserId();
                return null;
            } catch (LinkageError e) {
                return e.toString();
            }
        }
    }

    /** open(2), close-on-exec. */
    public static Fd open(String path, int flags) throws IOException {
        int fd = NativeMemory.withString(path, address -> errnoOr(Libc.open(address, flags | O_CLOEXEC, 0)));
        return Fd.adopt(check(fd, "open(" + path + ")"));
    }

    /** read(2). Returns the bytes read, 0 at the end, or the negative errno. Never throws. */
    public static int read(int fd, long address, int length) {
        int result;
        do {
            result = errnoOr((int) Libc.read(fd, address, length));
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /** write(2). Returns the bytes written or the negative errno. Never throws. */
    public static int write(int fd, long address, int length) {
        int result;
        do {
            result = errnoOr((int) Libc.write(fd, address, length));
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /**
     * writev(2): one write of what is in several places. Returns the bytes written or the negative errno. Never throws.
     *
     * @param vectors where an array of {@code struct iovec} is
     * @param count how many, 1024 at most
     */
    public static int writeGathered(int fd, long vectors, int count) {
        int result;
        do {
            result = errnoOr((int) Libc.writev(fd, vectors, count));
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /** ioctl(2) with a number for an argument. */
    public static int ioctl(int fd, int request, long argument, String what) throws IOException {
        return check(errnoOr(Libc.ioctl(fd, Integer.toUnsignedLong(request), argument)), what);
    }

    /** ioctl(2) with a structure for an argument, read and written in place. */
    public static int ioctl(int fd, int request, ByteBuffer direct, String what) throws IOException {
        try {
            return ioctl(fd, request, NativeMemory.addressOf(direct), what);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** setns(2) for a network namespace. Changes the namespace of the calling OS thread only. */
    public static void setNetworkNamespace(Fd namespace) throws IOException {
        int result = errnoOr(Libc.setns(namespace.number(), CLONE_NEWNET));
        if (result < 0) {
            throw exception("setns(network namespace " + namespace + ")", -result);
        }
    }

    /** unshare(2): gives the calling OS thread a new network namespace. */
    public static void unshareNetworkNamespace() throws IOException {
        check(errnoOr(Libc.unshare(CLONE_NEWNET)), "unshare(CLONE_NEWNET)");
    }

    /** unshare(2): gives the calling OS thread, and the processes it starts, a UTS namespace of their own. */
    public static void unshareUtsNamespace() throws IOException {
        check(errnoOr(Libc.unshare(CLONE_NEWUTS)), "unshare(CLONE_NEWUTS)");
    }

    /** The network namespace of a socket. Returns the negative errno if the descriptor is not a socket. */
    public static int namespaceOfSocket(int socket) {
        return errnoOr(Libc.ioctl(socket, SIOCGSKNS, 0));
    }

    /** fcntl(2), F_DUPFD_CLOEXEC: another descriptor for the same file. Returns the negative errno on failure. */
    public static int duplicate(int fd) {
        return errnoOr(Libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
    }

    /** fcntl(2), O_NONBLOCK. */
    public static void setNonBlocking(int fd, boolean nonBlocking) throws IOException {
        int flags = check(errnoOr(Libc.fcntl(fd, F_GETFL, 0)), "fcntl(F_GETFL)");
        int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        check(errnoOr(Libc.fcntl(fd, F_SETFL, wanted)), "fcntl(F_SETFL)");
    }

    /** dup3(2), close-on-exec: makes {@code to} a descriptor for the file of {@code from}, closing what it was. */
    public static void replace(int from, int to) throws IOException {
        check(errnoOr(Libc.dup3(from, to, O_CLOEXEC)), "dup3(" + from + ", " + to + ")");
    }

    /**
     * pidfd_open(2): holds on to a process, so that its number cannot come to mean another. Negative errno on failure.
     */
    public static int openProcess(long pid) {
        return errnoOr((int) Libc.syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0));
    }

    /** pidfd_send_signal(2). Returns 0 or the negative errno. */
    public static int signalProcess(Fd process, int signal) {
        return errnoOr((int) Libc.syscall(SYS_PIDFD_SEND_SIGNAL, process.number(), signal, 0, 0));
    }

    /** geteuid(2). */
    public static int effectiveUserId() {
        return Libc.geteuid();
    }

    /** getegid(2). */
    public static int effectiveGroupId() {
        return Libc.getegid();
    }

    /** getgrnam_r(3). Returns the group's number, or -1 if there is no such group. */
    public static long groupId(String name) {
        ByteBuffer memory = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.nativeOrder());
        long group = NativeMemory.addressOf(memory);
        long result = group + 64;
        long strings = group + 128;
        NativeMemory.withString(name, text -> Libc.getgrnam_r(text, group, strings, memory.capacity() - 128L, result));
        // struct group { char *name; char *password; gid_t gid; char **members; }
        return memory.getLong(64) == 0 ? -1 : Integer.toUnsignedLong(memory.getInt(16));
    }

    /** The result, or the negative errno if it is negative. To be called around a libc call, nothing in between. */
    static int errnoOr(int result) {
        return result < 0 ? -Native.getLastError() : result;
    }

    /**
     * The result if it is not negative.
     *
     * @param call what was called with its telling arguments
     * @throws SyscallException if it is negative
     */
    public static int check(int resultOrErrno, String call) throws SyscallException {
        if (resultOrErrno < 0) {
            throw exception(call, -resultOrErrno);
        }
        return resultOrErrno;
    }

    /** The exception for an error number. */
    public static SyscallException exception(String call, int errno) {
        return new SyscallException(call, errno, Errno.name(errno), Errno.description(errno));
    }

    /** The exception for the call that has just failed on this thread. */
    static SyscallException failure(String call) {
        return exception(call, Native.getLastError());
    }

    /** Whether the call failed with this error. */
    public static boolean is(IOException failure, Errno errno) {
        return failure instanceof SyscallException refused && refused.errno() == errno.number();
    }
}

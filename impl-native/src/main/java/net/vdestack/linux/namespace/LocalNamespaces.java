package net.vdestack.linux.namespace;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.vdestack.api.StackMode;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;
import net.vdestack.linux.syscall.Waits;

/**
 * Namespaces made by this JVM itself: privileged on the machine, or inside a user namespace that a launcher made for
 * it.
 */
public final class LocalNamespaces implements Namespaces {
    private static final Logger LOG = System.getLogger(LocalNamespaces.class.getName());
    /** The kernel frees namespaces late: at the limit of their number a new one may have to wait for an old one. */
    private static final int CREATE_ATTEMPTS = 100;

    private static final long CREATE_PAUSE_MILLIS = 20;
    private static final int NETLINK_ROUTE = 0;
    /** Who may open ping sockets (icmp(7)); nobody, unless told. */
    private static final String PING_GROUPS = "/proc/sys/net/ipv4/ping_group_range";

    private final HostThreads host;
    private final Fd hostNamespace;
    private final String hostIdentity;
    private final StackMode mode;
    private final Fd numbering;
    private final Hop hop;
    private final byte[] pingGroups = pingGroups();

    private LocalNamespaces(HostThreads host, Fd hostNamespace, StackMode mode, Journey journey) throws IOException {
        this.host = host;
        this.hostNamespace = hostNamespace;
        this.hostIdentity = NamespaceFiles.of(hostNamespace.number());
        this.mode = mode;
        this.numbering = journey.numbering();
        this.hop = new Hop(hostNamespace, journey.mayReturn(), Syscalls::setNetworkNamespace);
    }

    /**
     * What came of a thread's going into a new namespace and trying to come back.
     *
     * @param mayReturn whether it could; not from inside a user namespace that does not own the host's
     * @param numbering a netlink socket opened where it then was: in the host, or in the new namespace, which lives on
     *     with this socket and which this JVM owns
     */
    private record Journey(boolean mayReturn, Fd numbering) {}

    /**
     * Finds out what this JVM may do.
     *
     * @throws IOException if it may not make network namespaces; the message says what it takes
     */
    public static LocalNamespaces open() throws IOException {
        Privileges privileges = Privileges.ofThisProcess();
        privileges.require();
        HostThreads host = new HostThreads();
        try {
            loadClasses();
            Fd hostNamespace = NamespaceFiles.openHost();
            try {
                Journey journey = onThreadThatEnds(host, () -> travel(hostNamespace));
                return new LocalNamespaces(host, hostNamespace, privileges.mode(), journey);
            } catch (IOException | RuntimeException e) {
                hostNamespace.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** Whatever the JDK starts at the first use of a kind of socket, it starts here and not in a stack. */
    private static void loadClasses() throws IOException {
        SocketChannel.open().close();
        ServerSocketChannel.open().close();
        DatagramChannel.open().close();
        try (Socket socket = new Socket();
                ServerSocket server = new ServerSocket()) {
            socket.getReuseAddress();
            server.getReuseAddress();
        }
    }

    private static Journey travel(Fd host) throws IOException {
        Syscalls.unshareNetworkNamespace();
        boolean returned = returnTo(host);
        return new Journey(returned, Sockets.open(Sockets.AF_NETLINK, Sockets.SOCK_RAW, NETLINK_ROUTE));
    }

    private static boolean returnTo(Fd host) {
        try {
            Syscalls.setNetworkNamespace(host);
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "threads cannot return from a stack: {0}", e.getMessage());
            return false;
        }
    }

    private static <T> T onThreadThatEnds(HostThreads host, Opener<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task::open);
        Thread thread = host.newThread(future);
        thread.start();
        // its end is waited for, too: until then it may hold a namespace
        Waits.uninterruptibly(() -> {
            thread.join();
            return null;
        });
        return Waits.result(future, () -> {});
    }

    @Override
    public StackMode mode() {
        return mode;
    }

    @Override
    public HostThreads host() {
        return host;
    }

    @Override
    public Fd numbering() {
        return numbering;
    }

    @Override
    public String hostIdentity() {
        return hostIdentity;
    }

    @Override
    public Namespace create(String stack) throws IOException {
        Fresh fresh = hop.mayHop()
                ? hop.away(LocalNamespaces::unshare, this::openFresh)
                : onThreadThatEnds(host, () -> {
                    unshare();
                    return openFresh();
                });
        fresh.withoutPing()
                .ifPresent(why -> LOG.log(Level.DEBUG, "no ping sockets in stack {0}: {1}", stack, why.getMessage()));
        return adopt(stack, fresh.fd());
    }

    /**
     * A new namespace. What is to be said of it is said in the host: a log may have threads.
     *
     * @param withoutPing why there are no ping sockets; empty if there are
     */
    private record Fresh(Fd fd, Optional<IOException> withoutPing) implements AutoCloseable {
        @Override
        public void close() {
            fd.close();
        }
    }

    private Namespace adopt(String stack, Fd fd) throws IOException {
        try {
            return new LocalNamespace(stack, fd, hop);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static void unshare() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Syscalls.unshareNetworkNamespace();
                return;
            } catch (IOException e) {
                if (!Syscalls.is(e, Errno.ENOSPC) || attempt == CREATE_ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** The calling thread's namespace, which is new. */
    private Fresh openFresh() throws IOException {
        Optional<IOException> withoutPing = allowPingSockets();
        return new Fresh(NamespaceFiles.openOfThisThread(), withoutPing);
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(CREATE_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the kernel to free a namespace", e);
        }
    }

    /** As proc(5) takes it: every group that this user namespace knows. Empty if that cannot be found out. */
    private static byte[] pingGroups() {
        try {
            String[] map =
                    Files.readString(Path.of("/proc/self/gid_map")).trim().split("\\s+", -1);
            long first = Long.parseLong(map[0]);
            long last = Math.min(first + Long.parseLong(map[2]) - 1, Integer.MAX_VALUE);
            return (first + " " + last).getBytes(StandardCharsets.US_ASCII);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "no ping sockets in stacks: {0}", e.toString());
            return new byte[0];
        }
    }

    /**
     * Returns why there are none, if so: read-only /proc/sys costs no more than ping sockets. Not with channels, which
     * do not work for an interrupted thread.
     */
    private Optional<IOException> allowPingSockets() {
        try (Fd file = Syscalls.open(PING_GROUPS, Syscalls.O_RDWR);
                NativeMemory groups = NativeMemory.allocate(pingGroups.length)) {
            groups.buffer().put(pingGroups);
            int written = Syscalls.write(file.number(), groups.address(), pingGroups.length);
            Syscalls.check(written, "write(" + PING_GROUPS + ")");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    @Override
    public Namespace attach(String stack, Path path) throws IOException {
        Fd fd = Syscalls.open(path.toString(), Syscalls.O_RDONLY | Syscalls.O_NONBLOCK);
        if (!NamespaceFiles.isNetworkNamespace(fd)) {
            fd.close();
            throw new IllegalArgumentException("netns '" + path + "' is not a network namespace: give a path such as"
                    + " /run/netns/NAME or /proc/PID/ns/net");
        }
        try {
            onThreadThatEnds(host, () -> tryToEnter(fd, path));
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
        return adopt(stack, fd);
    }

    private Void tryToEnter(Fd fd, Path path) throws IOException {
        try {
            Syscalls.setNetworkNamespace(fd);
            return null;
        } catch (IOException e) {
            if (!Syscalls.is(e, Errno.EPERM)) {
                throw e;
            }
            throw new IOException(
                    "netns '" + path + "' belongs to another user namespace than this JVM's, whose mode is " + mode
                            + ": " + e.getMessage() + ". Run the JVM as root to attach to it",
                    e);
        }
    }

    @Override
    public void close() {
        host.close();
        numbering.close();
        hostNamespace.close();
    }
}

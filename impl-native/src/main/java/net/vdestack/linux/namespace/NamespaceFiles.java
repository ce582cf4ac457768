package net.vdestack.linux.namespace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.NativeMemory;
import net.vdestack.linux.syscall.Syscalls;

/**
 * The files of proc(5) through which namespaces are seen. An identity reads like {@code net:[4026531840]}; two equal
 * ones are the same namespace.
 *
 * <p>{@code /proc/self} is the process's first thread, which no Java code runs on and which never leaves the host's
 * namespace; {@code /proc/thread-self} is the calling thread.
 */
public final class NamespaceFiles {
    private static final Path HOST = Path.of("/proc/self/ns/net");
    private static final Path THIS_THREAD = Path.of("/proc/thread-self/ns/net");
    private static final String SOCKETS = "/proc/thread-self/net/sockstat";
    private static final Pattern USED = Pattern.compile("sockets: used (\\d+)\n");
    private static final int NS_GET_NSTYPE = 0xb703;
    private static final int CLONE_NEWNET = 0x40000000;

    private NamespaceFiles() {}

    static String ofHost() throws IOException {
        return identity(HOST);
    }

    static String ofThisThread() throws IOException {
        return identity(THIS_THREAD);
    }

    /** The identity of an open network namespace. */
    public static String of(int descriptor) throws IOException {
        return identity(Path.of("/proc/self/fd/" + descriptor));
    }

    /** By inode: the link's text would be a path where the namespace is bound to a file, as ip-netns(8) does. */
    public static String identity(Path file) throws IOException {
        return "net:[" + Files.getAttribute(file, "unix:ino") + "]";
    }

    /**
     * How many sockets hold a namespace, those without a descriptor as well: the first line of net/sockstat. Each TAP
     * has one, and a netlink socket counts for a moment longer than it is open.
     */
    public static int sockets(Namespace namespace) throws IOException {
        final int line = 64;
        try (Fd file = namespace.openFile(SOCKETS, Syscalls.O_RDONLY);
                NativeMemory memory = NativeMemory.allocate(line)) {
            int read = Syscalls.check(Syscalls.read(file.number(), memory.address(), line), "read(" + SOCKETS + ")");
            String text = StandardCharsets.US_ASCII
                    .decode(memory.buffer().limit(read))
                    .toString();
            Matcher used = USED.matcher(text);
            if (!used.lookingAt()) {
                throw new IOException(SOCKETS + " begins with '" + text + "'");
            }
            return Integer.parseInt(used.group(1));
        }
    }

    static Fd openHost() throws IOException {
        return Syscalls.open(HOST.toString(), Syscalls.O_RDONLY);
    }

    static Fd openOfThisThread() throws IOException {
        return Syscalls.open(THIS_THREAD.toString(), Syscalls.O_RDONLY);
    }

    /** ioctl_ns(2): whether an open file is a network namespace. */
    static boolean isNetworkNamespace(Fd file) {
        try {
            return Syscalls.ioctl(file.number(), NS_GET_NSTYPE, 0, "ioctl(NS_GET_NSTYPE)") == CLONE_NEWNET;
        } catch (IOException e) {
            return false;
        }
    }
}

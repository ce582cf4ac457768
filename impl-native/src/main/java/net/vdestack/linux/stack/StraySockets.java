package net.vdestack.linux.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.vdestack.linux.namespace.NamespaceFiles;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Sockets of a namespace that are open in this process though nobody accounts for them: accepted by a server channel,
 * or opened by a thread of the stack. Each keeps the namespace alive until it is closed, and none can be closed here,
 * since a descriptor belongs to the object that opened it. So they are shut down, which their users see as the end of
 * the connection; and what is still there after a while is replaced, under its number, by a socket that is good for
 * nothing.
 */
final class StraySockets {
    private static final int AF_UNIX = 1;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final String namespace;

    /** @param namespace the identity of the namespace */
    StraySockets(String namespace) {
        this.namespace = namespace;
    }

    /** Ends both directions of each. Returns how many there are. */
    int shutDown() throws IOException {
        int count = 0;
        for (int number : candidates()) {
            try (Fd held = hold(number)) {
                if (held != null) {
                    Sockets.tryShutdown(held.number(), Sockets.SHUT_RDWR);
                    // whoever closes it, we or its user, must not wait for a peer that may never answer
                    Sockets.doNotLinger(held.number());
                    count++;
                }
            }
        }
        return count;
    }

    /** Lets go of each, whoever has its number. Returns how many there were. */
    int replace() throws IOException {
        int count = 0;
        for (int number : candidates()) {
            String socket = link(number);
            try (Fd held = hold(number)) {
                if (held == null) {
                    continue;
                }
                try (Fd nothing = Sockets.open(AF_UNIX, Sockets.SOCK_STREAM, 0)) {
                    // its user has had time to close it; a number reused since would name another socket
                    if (socket.equals(link(number))) {
                        Syscalls.replace(nothing.number(), number);
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /** The numbers of all sockets of this process. */
    private static List<Integer> candidates() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                int number = Integer.parseInt(entry.getFileName().toString());
                if (Sockets.isSocket(number)) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }

    /** What a descriptor is open for, such as {@code socket:[4711]}; empty if it was closed meanwhile. */
    private static String link(int number) {
        try {
            return Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(number)))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * A descriptor of our own for the socket, so that it cannot become another one; null if it is not of the namespace.
     * Others are not touched: a duplicate would keep open for a moment what its user closes.
     */
    private Fd hold(int number) throws IOException {
        if (!isOfNamespace(number)) {
            return null;
        }
        int copy = Syscalls.duplicate(number);
        if (copy < 0) {
            refuseWithoutDescriptors(copy);
            return null;
        }
        Fd held = Fd.adopt(copy);
        // the number may have come to mean another socket in between
        if (isOfNamespace(copy)) {
            return held;
        }
        held.close();
        return null;
    }

    private boolean isOfNamespace(int socket) throws IOException {
        int of = Syscalls.namespaceOfSocket(socket);
        if (of < 0) {
            refuseWithoutDescriptors(of);
            return false;
        }
        try (Fd open = Fd.adopt(of)) {
            return NamespaceFiles.of(open.number()).equals(namespace);
        }
    }

    /** Other failures mean that the socket was closed meanwhile, or is none. */
    private static void refuseWithoutDescriptors(int negativeErrno) throws IOException {
        if (negativeErrno == -Errno.EMFILE.number()) {
            throw Syscalls.exception("looking for the sockets of a stack", -negativeErrno);
        }
    }
}

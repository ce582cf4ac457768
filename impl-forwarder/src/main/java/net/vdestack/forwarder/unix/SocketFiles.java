package net.vdestack.forwarder.unix;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/** The files of sockets, and who may use them. */
public final class SocketFiles {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int DIRECTORY = 0040000;

    private SocketFiles() {}

    /** Whether there is a socket, dead or alive. */
    public static boolean isSocket(Path file) throws IOException {
        return Files.exists(file, NOFOLLOW_LINKS)
                && ((int) Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS) & TYPE) == SOCKET;
    }

    /** The number of the user who owns a file. */
    public static int owner(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    /** The number of the group of users that a file belongs to. */
    public static int group(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:gid");
    }

    /**
     * chmod(2) of a socket or a directory, with the bits above 0777, too.
     *
     * @throws IOException if there is something else: somebody may have put it, or a link, into our file's place
     */
    public static void setMode(Path file, int mode) throws IOException {
        change(file, held -> Files.setAttribute(held, "unix:mode", mode));
    }

    /** chown(2), for the group alone, as {@link #setMode}. */
    public static void setGroup(Path file, int group) throws IOException {
        change(file, held -> Files.setAttribute(held, "unix:gid", group));
    }

    /**
     * chown(2), for the group alone, as {@link #setMode}.
     *
     * @param group its name or number
     */
    public static void setGroup(Path file, String group) throws IOException {
        GroupPrincipal principal;
        try {
            principal = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("'" + group + "' is neither the name nor the number of a group of users", e);
        }
        change(
                file,
                held -> Files.getFileAttributeView(held, PosixFileAttributeView.class)
                        .setGroup(principal));
    }

    private interface Change {
        void make(Path held) throws IOException;
    }

    /** Looks at the file and changes it while holding on to it: the path may come to mean another at any time. */
    private static void change(Path file, Change change) throws IOException {
        try (Fd fd = Syscalls.open(file.toString(), Syscalls.O_PATH | Syscalls.O_NOFOLLOW)) {
            Path held = Path.of("/proc/self/fd/" + fd.number());
            int type = (int) Files.getAttribute(held, "unix:mode") & TYPE;
            // a socket with two names may be somebody else's, a directory has no second one
            boolean ours = type == DIRECTORY || (type == SOCKET && (int) Files.getAttribute(held, "unix:nlink") == 1);
            if (!ours) {
                throw new IOException(file + " is not what it was made as: others can rename files in its directory,"
                        + " use one where they cannot");
            }
            change.make(held);
        }
    }
}

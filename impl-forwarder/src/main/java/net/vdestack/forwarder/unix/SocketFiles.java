package net.vdestack.forwarder.unix;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The files of sockets, and who may use them. */
public final class SocketFiles {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

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

    /** chmod(2), with the bits above 0777, too. */
    public static void setMode(Path file, int mode) throws IOException {
        Files.setAttribute(file, "unix:mode", mode);
    }

    /** chown(2), for the group alone. */
    public static void setGroup(Path file, int group) throws IOException {
        Files.setAttribute(file, "unix:gid", group);
    }

    /**
     * chown(2), for the group alone.
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
        Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(principal);
    }
}

package net.vdestack.forwarder.unix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.vdestack.linux.syscall.Sockets;

/**
 * The address of a socket in the file system, in a direct buffer as system calls take it.
 *
 * <pre>struct sockaddr_un { sa_family_t family; char path[108]; };</pre>
 */
public final class UnixAddress {
    /** Bytes of one. */
    public static final int SIZE = 110;

    private static final int PATH = 2;
    private static final int MAX_PATH = SIZE - PATH - 1;

    private UnixAddress() {}

    /** Whether a path is short enough for an address. */
    public static boolean fits(Path path) {
        return name(path).length <= MAX_PATH;
    }

    private static byte[] name(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The address of a file.
     *
     * @throws IllegalArgumentException if the path is too long for one
     */
    public static ByteBuffer of(Path path) {
        byte[] name = name(path);
        if (name.length > MAX_PATH) {
            throw new IllegalArgumentException(
                    "'" + path + "' is longer than the " + MAX_PATH + " bytes that the path of a socket may have");
        }
        return ByteBuffer.allocateDirect(SIZE)
                .order(ByteOrder.nativeOrder())
                .putShort(0, (short) Sockets.AF_UNIX)
                .put(PATH, name);
    }

    /** Whether there is the address of a file at an offset. */
    public static boolean isFile(ByteBuffer addresses, int offset) {
        return addresses.getShort(offset) == Sockets.AF_UNIX && addresses.get(offset + PATH) != 0;
    }

    /** The path that the address at an offset tells. */
    public static String path(ByteBuffer addresses, int offset) {
        byte[] name = new byte[SIZE - PATH];
        addresses.get(offset + PATH, name);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }
}

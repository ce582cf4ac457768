package net.vdestack.linux.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * Makes TAP interfaces. One lives as long as its descriptor is open.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TapInterface {
    private static final String DEVICE = "/dev/net/tun";
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETPERSIST = 0x400454cb;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    /** Fail rather than take over an interface of that name that exists already. */
    private static final int IFF_TUN_EXCL = 0x8000;
    /** struct ifreq { char name[16]; union { short flags; … }; } of 40 bytes. */
    private static final int IFREQ = 40;

    private static final int IFREQ_FLAGS = 16;

    private TapInterface() {}

    /**
     * Makes an interface in a namespace; it is down.
     *
     * @return its frames: one read or write, which do not block, is one Ethernet frame
     */
    public static Fd create(Namespace namespace, String name) throws IOException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= IFREQ_FLAGS) {
            throw new IllegalArgumentException("interface name '" + name + "' has " + octets.length
                    + " bytes; the kernel takes " + (IFREQ_FLAGS - 1) + " at most");
        }
        Fd fd = openDevice(namespace);
        try {
            ByteBuffer request = ByteBuffer.allocateDirect(IFREQ).order(ByteOrder.nativeOrder());
            request.put(0, octets);
            request.putShort(IFREQ_FLAGS, (short) (IFF_TAP | IFF_NO_PI | IFF_TUN_EXCL));
            Syscalls.ioctl(fd.number(), TUNSETIFF, request, "ioctl(TUNSETIFF, " + name + ")");
            return fd;
        } catch (IOException e) {
            fd.close();
            if (Syscalls.is(e, Errno.EBUSY)) {
                throw new IOException(
                        "interface " + name + " exists already in this namespace: give the link another name", e);
            }
            throw e;
        }
    }

    /**
     * Closes the descriptor of an interface whose namespace is about to end, and leaves the interface to that: the
     * kernel takes away all interfaces of many namespaces at once, while each close for itself waits for every CPU.
     */
    public static void closeWithNamespace(Fd tap) {
        try {
            Syscalls.ioctl(tap.number(), TUNSETPERSIST, 1, "ioctl(TUNSETPERSIST)");
        } catch (IOException e) {
            // a command has deleted the interface: nothing is left to take away
        } finally {
            tap.close();
        }
    }

    private static Fd openDevice(Namespace namespace) throws IOException {
        try {
            return namespace.openFile(DEVICE, Syscalls.O_RDWR | Syscalls.O_NONBLOCK);
        } catch (IOException e) {
            String remedy = remedy(e);
            throw remedy.isEmpty() ? e : new IOException(e.getMessage() + ": links need it; " + remedy, e);
        }
    }

    /** What helps when the device cannot be opened; empty if that is not known. */
    public static String remedy(IOException failure) {
        if (Syscalls.is(failure, Errno.ENOENT)
                || Syscalls.is(failure, Errno.ENODEV)
                || Syscalls.is(failure, Errno.ENXIO)) {
            return "load the module with 'modprobe tun', or in a container pass the device to it";
        }
        boolean forbidden = Syscalls.is(failure, Errno.EACCES) || Syscalls.is(failure, Errno.EPERM);
        return forbidden ? "let this user read and write it" : "";
    }
}

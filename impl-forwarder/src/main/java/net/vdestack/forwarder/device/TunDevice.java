package net.vdestack.forwarder.device;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import net.vdestack.api.MacAddress;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.PortContext;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * What TAPs and macvtaps have in common: a device file, and calls on it.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
final class TunDevice {
    static final int IFF_TAP = 0x0002;
    static final int IFF_NO_PI = 0x1000;
    /** Fail rather than take an interface of that name that exists already. */
    static final int IFF_TUN_EXCL = 0x8000;

    private static final Logger LOG = System.getLogger(TunDevice.class.getName());
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNGETIFF = 0x800454d2;
    private static final int TUNSETOFFLOAD = 0x400454d0;

    private TunDevice() {}

    /**
     * Opens the file: a TAP is made in the namespace of the thread that does so.
     *
     * @param missing the remedy if there is no such file
     */
    static Fd open(String file, Underlay underlay, String missing) throws IOException {
        try {
            return Fd.adopt(underlay.call(() ->
                    Syscalls.open(file, Syscalls.O_RDWR | Syscalls.O_NONBLOCK).release()));
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENOENT) || Syscalls.is(e, Errno.ENODEV) || Syscalls.is(e, Errno.ENXIO)) {
                throw new IOException(e.getMessage() + ": " + missing, e);
            }
            if (Syscalls.is(e, Errno.EACCES) || Syscalls.is(e, Errno.EPERM)) {
                throw new IOException(e.getMessage() + ": let this user read and write it", e);
            }
            throw e;
        }
    }

    /**
     * Makes an interface, or attaches to one; frames are complete, with nothing before them.
     *
     * @return its name
     */
    static String setInterface(Fd device, String name, int flags) throws IOException {
        ByteBuffer request = UnderlayInterface.request(name).putShort(UnderlayInterface.NAME_SIZE, (short) flags);
        Syscalls.ioctl(device.number(), TUNSETIFF, request, "ioctl(TUNSETIFF, interface " + name + ")");
        // whoever had it before may have asked for frames that are not
        Syscalls.ioctl(device.number(), TUNSETOFFLOAD, 0, "ioctl(TUNSETOFFLOAD, interface " + name + ")");
        return UnderlayInterface.name(request);
    }

    /** The name of the interface that a file belongs to. Fails when there is none any more. */
    static String interfaceOf(Fd device) throws IOException {
        ByteBuffer request = UnderlayInterface.request("");
        Syscalls.ioctl(device.number(), TUNGETIFF, request, "ioctl(TUNGETIFF)");
        return UnderlayInterface.name(request);
    }

    /** The Ethernet address of the interface that a file belongs to. */
    static MacAddress macOf(Fd device) throws IOException {
        ByteBuffer request = UnderlayInterface.request("");
        Syscalls.ioctl(device.number(), UnderlayInterface.SIOCGIFHWADDR, request, "ioctl(SIOCGIFHWADDR)");
        return UnderlayInterface.mac(request);
    }

    /** An interface that somebody else has made is left as it is; an operator may want to know how that is. */
    static void warnIfDown(UnderlayInterface there, PortContext context) throws IOException {
        if (!there.isUp()) {
            LOG.log(
                    Level.WARNING,
                    "stack {0}, link {1}: {2} is down; set it up with: ip link set {3} up",
                    context.stack(),
                    context.link(),
                    there,
                    there.name());
        }
    }
}

package net.vdestack.linux.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import net.vdestack.api.forwarding.Offload;
import net.vdestack.linux.namespace.Namespace;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Syscalls;

/**
 * A TAP interface. It lives as long as its descriptor is open.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TapInterface implements AutoCloseable {
    private static final String DEVICE = "/dev/net/tun";
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETPERSIST = 0x400454cb;
    private static final int TUNSETOFFLOAD = 0x400454d0;
    private static final int TUNSETVNETHDRSZ = 0x400454d8;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    /** Fail rather than take over an interface of that name that exists already. */
    private static final int IFF_TUN_EXCL = 0x8000;
    /** struct virtio_net_hdr. */
    private static final int VNET_HEADER = 10;
    /** TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6. */
    private static final int TSO_FEATURES = 0x01 | 0x02 | 0x04;
    /** TUN_F_USO4, TUN_F_USO6. */
    private static final int USO_FEATURES = 0x20 | 0x40;
    /** struct ifreq { char name[16]; union { short flags; … }; } of 40 bytes. */
    private static final int IFREQ = 40;

    private static final int IFREQ_FLAGS = 16;

    private final Fd frames;
    private final Set<Offload> offloads;

    private TapInterface(Fd frames, Set<Offload> offloads) {
        this.frames = frames;
        this.offloads = offloads;
    }

    /**
     * Makes an interface in a namespace; it is down.
     *
     * @param wanted what it should do if the kernel can: {@link Offload#TSO}, and {@link Offload#USO} with it; others
     *     are not an interface's
     */
    public static TapInterface create(Namespace namespace, String name, Set<Offload> wanted) throws IOException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= IFREQ_FLAGS) {
            throw new IllegalArgumentException("interface name '" + name + "' has " + octets.length
                    + " bytes; the kernel takes " + (IFREQ_FLAGS - 1) + " at most");
        }
        if (wanted.contains(Offload.TSO)) {
            Optional<TapInterface> able = createAble(namespace, name, wanted.contains(Offload.USO));
            if (able.isPresent()) {
                return able.get();
            }
        }
        return new TapInterface(create(namespace, name, 0), Set.of());
    }

    /** One with virtio headers; empty if the kernel knows nothing of these, or of what they are for. */
    private static Optional<TapInterface> createAble(Namespace namespace, String name, boolean uso) throws IOException {
        Fd fd;
        try {
            fd = create(namespace, name, IFF_VNET_HDR);
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EINVAL)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            ByteBuffer size = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
            Syscalls.ioctl(fd.number(), TUNSETVNETHDRSZ, size.putInt(0, VNET_HEADER), "ioctl(TUNSETVNETHDRSZ)");
            if (uso && tryOffload(fd, TSO_FEATURES | USO_FEATURES)) {
                return Optional.of(new TapInterface(fd, Set.of(Offload.TSO, Offload.USO)));
            }
            if (tryOffload(fd, TSO_FEATURES)) {
                return Optional.of(new TapInterface(fd, Set.of(Offload.TSO)));
            }
        } catch (IOException e) {
            fd.close();
            throw e;
        }
        fd.close();
        return Optional.empty();
    }

    /** False if the kernel does not know one of the features: those for UDP came with Linux 6.2. */
    private static boolean tryOffload(Fd fd, int features) throws IOException {
        try {
            Syscalls.ioctl(fd.number(), TUNSETOFFLOAD, features, "ioctl(TUNSETOFFLOAD)");
            return true;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.EINVAL)) {
                return false;
            }
            throw e;
        }
    }

    private static Fd create(Namespace namespace, String name, int flags) throws IOException {
        Fd fd = openDevice(namespace);
        try {
            ByteBuffer request = ByteBuffer.allocateDirect(IFREQ).order(ByteOrder.nativeOrder());
            request.put(0, name.getBytes(StandardCharsets.UTF_8));
            request.putShort(IFREQ_FLAGS, (short) (IFF_TAP | IFF_NO_PI | IFF_TUN_EXCL | flags));
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
     * Its frames: one read or write, which do not block, is one Ethernet frame; behind a virtio header if there are
     * {@link #offloads}. Borrowed.
     */
    public int number() {
        return frames.number();
    }

    /** What it can do. */
    public Set<Offload> offloads() {
        return offloads;
    }

    /** Ends the interface. */
    @Override
    public void close() {
        frames.close();
    }

    /**
     * Closes an interface whose namespace is about to end, and leaves the interface to that: the kernel takes away all
     * interfaces of many namespaces at once, while each close for itself waits for every CPU.
     */
    public void closeWithNamespace() {
        try {
            Syscalls.ioctl(frames.number(), TUNSETPERSIST, 1, "ioctl(TUNSETPERSIST)");
        } catch (IOException e) {
            // a command has deleted the interface: nothing is left to take away
        } finally {
            frames.close();
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

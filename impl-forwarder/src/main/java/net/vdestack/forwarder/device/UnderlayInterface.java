package net.vdestack.forwarder.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.vdestack.api.MacAddress;
import net.vdestack.api.SocketAddresses;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.linux.syscall.Errno;
import net.vdestack.linux.syscall.Fd;
import net.vdestack.linux.syscall.Sockets;
import net.vdestack.linux.syscall.Syscalls;

/**
 * An interface of the underlay, by its name: netdevice(7).
 *
 * <pre>struct ifreq { char name[16]; union { short flags; int index, mtu; struct sockaddr hwaddr; … }; };  // 40 bytes
 * </pre>
 */
record UnderlayInterface(String name, Underlay underlay) {
    /** Bytes of a name, with the zero at its end. */
    static final int NAME_SIZE = 16;
    /** Bytes of a struct ifreq. */
    static final int REQUEST_SIZE = 40;

    private static final int VALUE = NAME_SIZE;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCSIFMTU = 0x8922;
    static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;
    /** After the family in a struct sockaddr. */
    private static final int HARDWARE_ADDRESS = VALUE + 2;

    /**
     * Reads the locator of an interface.
     *
     * @throws IllegalArgumentException if it is not a name that the kernel takes
     */
    static String name(Locator network) {
        String name = network.specific();
        boolean usable = name.getBytes(StandardCharsets.UTF_8).length < NAME_SIZE
                && name.chars().noneMatch(c -> c == '/' || c == ':' || c <= ' ')
                && !name.equals(".")
                && !name.equals("..");
        if (!usable) {
            throw new IllegalArgumentException("network '" + network + "': '" + name + "' is no name of an interface:"
                    + " 15 bytes at most, without / : and blanks, and there are no parameters");
        }
        return name;
    }

    /** A request that names an interface, to be filled in. */
    static ByteBuffer request(String name) {
        return ByteBuffer.allocateDirect(REQUEST_SIZE)
                .order(ByteOrder.nativeOrder())
                .put(0, name.getBytes(StandardCharsets.UTF_8));
    }

    /** The name in a request that the kernel has answered. */
    static String name(ByteBuffer request) {
        byte[] octets = new byte[NAME_SIZE];
        request.get(0, octets);
        return new String(octets, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
    }

    private ByteBuffer call(int call, ByteBuffer request, String what) throws IOException {
        try (Fd socket = Fd.adopt(underlay.openSocket(SocketAddresses.AF_INET, Sockets.SOCK_DGRAM, 0))) {
            Syscalls.ioctl(socket.number(), call, request, "ioctl(" + what + ", interface " + name + ")");
            return request;
        }
    }

    /** Whether there is one of that name. */
    boolean exists() throws IOException {
        try {
            index();
            return true;
        } catch (IOException e) {
            if (Syscalls.is(e, Errno.ENODEV)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return "interface " + name + " of " + underlay;
    }

    /** Its number. */
    int index() throws IOException {
        return call(SIOCGIFINDEX, request(name), "SIOCGIFINDEX").getInt(VALUE);
    }

    /** Its MTU in bytes. */
    int mtu() throws IOException {
        return call(SIOCGIFMTU, request(name), "SIOCGIFMTU").getInt(VALUE);
    }

    void setMtu(int mtu) throws IOException {
        call(SIOCSIFMTU, request(name).putInt(VALUE, mtu), "SIOCSIFMTU " + mtu);
    }

    private short flags() throws IOException {
        return call(SIOCGIFFLAGS, request(name), "SIOCGIFFLAGS").getShort(VALUE);
    }

    boolean isUp() throws IOException {
        return (flags() & IFF_UP) != 0;
    }

    void setUp() throws IOException {
        call(SIOCSIFFLAGS, request(name).putShort(VALUE, (short) (flags() | IFF_UP)), "SIOCSIFFLAGS up");
    }

    /** Its Ethernet address. */
    MacAddress mac() throws IOException {
        return mac(call(SIOCGIFHWADDR, request(name), "SIOCGIFHWADDR"));
    }

    /** The Ethernet address in a request that the kernel has answered. */
    static MacAddress mac(ByteBuffer answer) {
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = (bits << 8) | (answer.get(HARDWARE_ADDRESS + i) & 0xff);
        }
        return new MacAddress(bits);
    }
}

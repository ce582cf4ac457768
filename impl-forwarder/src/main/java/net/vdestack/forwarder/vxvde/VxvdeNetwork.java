package net.vdestack.forwarder.vxvde;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameters;
import net.vdestack.linux.syscall.Syscalls;

/**
 * What a {@code vxvde://} locator says.
 *
 * @param group the multicast group and its UDP port
 * @param vni the number that tells networks of one group apart, 24 bits
 * @param ttl how many routers a datagram may pass
 * @param receiveBuffer bytes of the socket's receive buffer; 0 for the default
 * @param multicastInterface the name of the interface to join on and send by; empty for what routing says
 * @param bind the local address to send from; empty for any
 * @param addresses about how many Ethernet addresses to remember
 * @param expirySeconds how long an address is remembered after it was last heard
 */
record VxvdeNetwork(
        InetSocketAddress group,
        int vni,
        int ttl,
        int receiveBuffer,
        Optional<String> multicastInterface,
        Optional<InetAddress> bind,
        int addresses,
        int expirySeconds) {
    private static final List<String> KEYS =
            List.of("port", "vni", "grp", "ttl", "rcvbuf", "v4", "v6", "hashsize", "expiretime", "if", "bind");
    private static final String DEFAULT_GROUP_V4 = "239.0.0.1";
    private static final String DEFAULT_GROUP_V6 = "ff05:56de::1";
    private static final int DEFAULT_PORT = 14789;
    private static final int DEFAULT_VNI = 1;
    private static final int DEFAULT_ADDRESSES = 1024;
    private static final int DEFAULT_EXPIRY_SECONDS = 128;
    private static final int MAX_24_BITS = 0xffffff;
    /** Of Ethernet, UDP and the header for one frame. */
    private static final int HEADERS = 14 + 8 + VxvdeHeader.SIZE;

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     */
    static VxvdeNetwork parse(Locator locator) {
        try {
            return of(LocatorParameters.parse(locator, KEYS));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    private static VxvdeNetwork of(LocatorParameters parameters) {
        boolean v4 = flag(parameters, "v4");
        boolean v6 = flag(parameters, "v6");
        Optional<Integer> grp = parameters.text("grp").map(text -> groupNumber("grp", text));
        int vni = parameters.text("vni").map(text -> groupNumber("vni", text)).orElse(grp.orElse(DEFAULT_VNI));
        String name = parameters.address();
        if (name.isEmpty()) {
            name = v6 && !v4 ? DEFAULT_GROUP_V6 : DEFAULT_GROUP_V4;
        }
        if (name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' stands where the group's address does: write vxvde:///" + name);
        }
        InetAddress group = resolve(name, v4, v6);
        if (grp.isPresent()) {
            group = withLowBytes(group, grp.get());
        }
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("'" + name + "' is not a multicast address: take one of 224.0.0.0/4,"
                    + " such as 239.1.2.3, or of ff00::/8");
        }
        long expiry = parameters.number("expiretime", DEFAULT_EXPIRY_SECONDS, 0, Integer.MAX_VALUE);
        return new VxvdeNetwork(
                new InetSocketAddress(group, (int) parameters.number("port", DEFAULT_PORT, 1, 65535)),
                vni,
                (int) parameters.number("ttl", 1, 0, 255),
                (int) parameters.number("rcvbuf", 0, 1, Integer.MAX_VALUE / 2),
                parameters.text("if").map(text -> required("if", text)),
                parameters.text("bind").map(text -> resolve(required("bind", text), v4, v6)),
                (int) parameters.number("hashsize", DEFAULT_ADDRESSES, 1, 1 << 20),
                // as libvdeplug: 0 stands for the default
                expiry == 0 ? DEFAULT_EXPIRY_SECONDS : (int) expiry);
    }

    VxvdeNetwork {
        if (bind.isPresent() && bind.get() instanceof Inet4Address != group.getAddress() instanceof Inet4Address) {
            throw new IllegalArgumentException("parameter 'bind=" + bind.get().getHostAddress()
                    + "': must be of the same IP version as the group "
                    + group.getAddress().getHostAddress());
        }
        if (group.getAddress() instanceof Inet6Address v6 && v6.isMCLinkLocal() && multicastInterface.isEmpty()) {
            throw new IllegalArgumentException("group " + v6.getHostAddress()
                    + " means another one on each link: name the interface with if=NAME");
        }
    }

    private static boolean flag(LocatorParameters parameters, String key) {
        String value = parameters.text(key).orElse("");
        if (!value.isEmpty()) {
            throw new IllegalArgumentException("parameter '" + key + "=" + value + "': takes no value");
        }
        return parameters.has(key);
    }

    private static String required(String key, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("parameter '" + key + "' needs a value");
        }
        return value;
    }

    /** A number, the name of a group of users, or nothing for the caller's own group. */
    private static int groupNumber(String key, String text) {
        long number;
        if (text.isEmpty()) {
            number = Syscalls.effectiveGroupId();
        } else if (text.matches("[0-9]{1,10}")) {
            number = Long.parseLong(text);
        } else {
            number = Syscalls.groupId(text);
            if (number < 0) {
                throw new IllegalArgumentException(
                        "parameter '" + key + "=" + text + "': neither a number nor the name of a group of users");
            }
        }
        if (key.equals("vni") && number > MAX_24_BITS) {
            throw new IllegalArgumentException("parameter 'vni=" + text + "': must be at most " + MAX_24_BITS);
        }
        return (int) (number & MAX_24_BITS);
    }

    private static InetAddress resolve(String name, boolean v4, boolean v6) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .filter(address -> v4 == v6 || address instanceof Inet4Address == v4)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name + "' has no " + (v4 ? "IPv4" : "IPv6") + " address, which is asked for"));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + name + "' is neither an address nor a known host name", e);
        }
    }

    private static InetAddress withLowBytes(InetAddress address, int bits) {
        byte[] octets = address.getAddress();
        for (int i = 1; i <= 3; i++) {
            octets[octets.length - i] = (byte) (bits >>> (8 * (i - 1)));
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("as many octets as before", e);
        }
    }

    boolean isV4() {
        return group.getAddress() instanceof Inet4Address;
    }

    /** Bytes that a frame's payload grows by on its way. */
    int overhead() {
        return HEADERS + (isV4() ? 20 : 40);
    }
}

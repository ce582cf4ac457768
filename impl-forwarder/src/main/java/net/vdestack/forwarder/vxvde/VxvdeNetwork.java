package net.vdestack.forwarder.vxvde;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.forwarder.datagram.DatagramParameters;
import net.vdestack.forwarder.datagram.VxlanHeader;
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
        String multicastInterface,
        Optional<InetAddress> bind,
        int addresses,
        int expirySeconds) {
    private static final String DEFAULT_GROUP_V4 = "239.0.0.1";
    private static final String DEFAULT_GROUP_V6 = "ff05:56de::1";
    private static final int DEFAULT_PORT = 14789;
    private static final int DEFAULT_VNI = 1;
    /** All that there are. */
    static final List<LocatorParameter> PARAMETERS = List.of(
            DatagramParameters.portParameter(DEFAULT_PORT),
            LocatorParameter.of(
                    "vni",
                    "the network's number in the group, or the name of a group of users; grp's if that is given",
                    String.valueOf(DEFAULT_VNI)),
            LocatorParameter.of(
                    "grp", "number or name of a group of users: replaces the last three bytes of the address"),
            DatagramParameters.TTL,
            DatagramParameters.RCVBUF,
            DatagramParameters.V4,
            DatagramParameters.V6,
            DatagramParameters.HASHSIZE,
            DatagramParameters.EXPIRETIME,
            DatagramParameters.INTERFACE,
            LocatorParameter.of("bind", "local address to send from; any unless given"));

    private static final List<String> KEYS = LocatorParameter.keys(PARAMETERS);

    /**
     * Reads a locator.
     *
     * @param underlay where names are looked up
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     * @throws IOException if the underlay cannot be asked
     */
    static VxvdeNetwork parse(Locator locator, Underlay underlay) throws IOException {
        try {
            return of(DatagramParameters.parse(locator, KEYS, underlay));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    private static VxvdeNetwork of(DatagramParameters parameters) throws IOException {
        Optional<Integer> grp = parameters.parameters().text("grp").map(text -> groupNumber("grp", text));
        Optional<Integer> vni = parameters.parameters().text("vni").map(text -> groupNumber("vni", text));
        InetAddress group = parameters.address(DEFAULT_GROUP_V4, DEFAULT_GROUP_V6);
        if (grp.isPresent()) {
            group = withLowBytes(group, grp.get());
        }
        String interfaceName = parameters.text("if");
        String bind = parameters.text("bind");
        return new VxvdeNetwork(
                new InetSocketAddress(
                        DatagramParameters.requireGroup(group, interfaceName), parameters.port(DEFAULT_PORT)),
                vni.orElse(grp.orElse(DEFAULT_VNI)),
                parameters.ttl(),
                parameters.receiveBuffer(),
                interfaceName,
                bind.isEmpty() ? Optional.empty() : Optional.of(parameters.resolve(bind)),
                parameters.addresses(),
                parameters.expirySeconds());
    }

    VxvdeNetwork {
        if (bind.isPresent() && bind.get() instanceof Inet4Address != group.getAddress() instanceof Inet4Address) {
            throw new IllegalArgumentException("parameter 'bind=" + bind.get().getHostAddress()
                    + "': must be of the same IP version as the group "
                    + group.getAddress().getHostAddress());
        }
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
        if (key.equals("vni") && number > VxlanHeader.MAX_VNI) {
            throw new IllegalArgumentException("parameter 'vni=" + text + "': must be at most " + VxlanHeader.MAX_VNI);
        }
        return (int) (number & VxlanHeader.MAX_VNI);
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
}

package net.vdestack.forwarder.vxlan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.forwarder.datagram.DatagramParameters;
import net.vdestack.forwarder.datagram.VxlanHeader;

/**
 * What a {@code vxlan://} locator says.
 *
 * @param remote the multicast group, or the one other end, and the UDP port of all ends
 * @param vni the number that tells networks apart, 24 bits
 * @param ttl how many routers a datagram for the group may pass
 * @param receiveBuffer bytes of the socket's receive buffer; 0 for the default
 * @param multicastInterface the name of the interface to join on and send by; empty for what routing says
 * @param addresses about how many Ethernet addresses to remember
 * @param expirySeconds how long an address is remembered after it was last heard
 */
record VxlanNetwork(
        InetSocketAddress remote,
        int vni,
        int ttl,
        int receiveBuffer,
        String multicastInterface,
        int addresses,
        int expirySeconds) {
    /** They mean nothing without a group. */
    private static final List<String> KEYS_OF_GROUPS = List.of("ttl", "if");

    private static final String DEFAULT_GROUP_V4 = "239.0.0.1";
    private static final String DEFAULT_GROUP_V6 = "ff05:56de::1";
    /** IANA's. */
    private static final int DEFAULT_PORT = 4789;

    private static final String DEFAULT_VNI = "1";
    /** All that there are. */
    static final List<LocatorParameter> PARAMETERS = List.of(
            DatagramParameters.portParameter(DEFAULT_PORT),
            LocatorParameter.of("vni", "the network's number, decimal", DEFAULT_VNI),
            DatagramParameters.TTL,
            DatagramParameters.RCVBUF,
            DatagramParameters.V4,
            DatagramParameters.V6,
            DatagramParameters.HASHSIZE,
            DatagramParameters.EXPIRETIME,
            DatagramParameters.INTERFACE);

    private static final List<String> KEYS = LocatorParameter.keys(PARAMETERS);

    /**
     * Reads a locator.
     *
     * @param underlay where names are looked up
     * @throws IllegalArgumentException naming the parameter that is not known or not usable
     * @throws IOException if the underlay cannot be asked
     */
    static VxlanNetwork parse(Locator locator, Underlay underlay) throws IOException {
        try {
            return of(DatagramParameters.parse(locator, KEYS, underlay));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network '" + locator + "': " + e.getMessage(), e);
        }
    }

    private static VxlanNetwork of(DatagramParameters parameters) throws IOException {
        InetAddress remote = parameters.address(DEFAULT_GROUP_V4, DEFAULT_GROUP_V6);
        String interfaceName = parameters.text("if");
        if (remote.isMulticastAddress()) {
            DatagramParameters.requireGroup(remote, interfaceName);
        } else {
            requireNode(remote, parameters);
        }
        return new VxlanNetwork(
                new InetSocketAddress(remote, parameters.port(DEFAULT_PORT)),
                vni(parameters),
                parameters.ttl(),
                parameters.receiveBuffer(),
                interfaceName,
                parameters.addresses(),
                parameters.expirySeconds());
    }

    private static void requireNode(InetAddress remote, DatagramParameters parameters) {
        if (remote.isAnyLocalAddress()) {
            throw new IllegalArgumentException("'" + remote.getHostAddress() + "' is nobody's address");
        }
        for (String key : KEYS_OF_GROUPS) {
            if (parameters.parameters().has(key)) {
                throw new IllegalArgumentException(
                        "parameter '" + key + "' is for multicast groups, and " + remote.getHostAddress() + " is none");
            }
        }
    }

    /** Decimal, as libvdeplug reads it: 010 is ten. */
    private static int vni(DatagramParameters parameters) {
        String text = parameters.parameters().text("vni").orElse(DEFAULT_VNI);
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > VxlanHeader.MAX_VNI) {
            throw new IllegalArgumentException(
                    "parameter 'vni=" + text + "': must be a number from 0 to " + VxlanHeader.MAX_VNI);
        }
        return Integer.parseInt(text);
    }

    /** Whether there may be any number of other ends. */
    boolean isGroup() {
        return remote.getAddress().isMulticastAddress();
    }
}

package net.vdestack.forwarder.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.forwarder.datagram.DatagramParameters;

/**
 * What a {@code udp://[HOST:]PORT->HOST:PORT} locator says.
 *
 * @param source where this end is; the address may be the wildcard
 * @param destination where the other end is
 */
record UdpNetwork(InetSocketAddress source, InetSocketAddress destination) {
    private static final String ARROW = "->";

    /** A host, which may be empty, and a port. */
    private record End(String host, int port) {
        /** Split at the last colon, so that an IPv6 address needs no brackets; it may have them. */
        static End parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = text.substring(0, Math.max(0, colon));
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            String port = text.substring(colon + 1);
            if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
                throw new IllegalArgumentException("port '" + port + "' must be a number from 1 to 65535");
            }
            return new End(host, Integer.parseInt(port));
        }
    }

    /**
     * Reads a locator.
     *
     * @param underlay where names are looked up
     * @throws IllegalArgumentException naming what is not usable
     * @throws IOException if the underlay cannot be asked
     */
    static UdpNetwork parse(Locator locator, Underlay underlay) throws IOException {
        try {
            return of(locator.specific(), underlay);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "network '" + locator + "': " + e.getMessage() + "; write udp://[HOST:]PORT->HOST:PORT", e);
        }
    }

    private static UdpNetwork of(String specific, Underlay underlay) throws IOException {
        int arrow = specific.indexOf(ARROW);
        if (arrow < 0) {
            throw new IllegalArgumentException("no '" + ARROW + "'");
        }
        End here = End.parse(specific.substring(0, arrow));
        End there = End.parse(specific.substring(arrow + ARROW.length()));
        if (there.host.isEmpty()) {
            throw new IllegalArgumentException("no host after '" + ARROW + "'");
        }
        InetAddress[] destinations = DatagramParameters.lookUp(there.host, underlay);
        if (here.host.isEmpty()) {
            return new UdpNetwork(
                    new InetSocketAddress(here.port), new InetSocketAddress(required(destinations[0]), there.port));
        }
        for (InetAddress source : DatagramParameters.lookUp(here.host, underlay)) {
            for (InetAddress destination : destinations) {
                if (isV4(source) == isV4(destination)) {
                    return new UdpNetwork(
                            new InetSocketAddress(source, here.port),
                            new InetSocketAddress(required(destination), there.port));
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + here.host + "' and '" + there.host + "' have no addresses of the same IP version");
    }

    private static InetAddress required(InetAddress destination) {
        if (destination.isAnyLocalAddress() || destination.isMulticastAddress()) {
            throw new IllegalArgumentException("'" + destination.getHostAddress() + "' is not the address of one host");
        }
        return destination;
    }

    private static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}

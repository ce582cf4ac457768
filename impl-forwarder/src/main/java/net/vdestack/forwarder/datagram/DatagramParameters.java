package net.vdestack.forwarder.datagram;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import net.vdestack.api.forwarding.Underlay;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameter;
import net.vdestack.api.forwarding.spi.LocatorParameters;

/**
 * The parameters that locators of distributed switches share. Each method refuses a bad value by name, with an
 * {@link IllegalArgumentException}.
 *
 * @param parameters all of them
 * @param underlay where names are looked up
 */
public record DatagramParameters(LocatorParameters parameters, Underlay underlay) {
    private static final int DEFAULT_ADDRESSES = 1024;
    private static final int DEFAULT_EXPIRY_SECONDS = 128;
    /** What no name server is asked for. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private static final int DEFAULT_TTL = 1;

    /** {@link #addresses}. */
    public static final LocatorParameter HASHSIZE =
            LocatorParameter.of("hashsize", "addresses to remember, about", String.valueOf(DEFAULT_ADDRESSES));
    /** {@link #expirySeconds}. */
    public static final LocatorParameter EXPIRETIME =
            LocatorParameter.of("expiretime", "seconds to remember an address", String.valueOf(DEFAULT_EXPIRY_SECONDS));
    /** {@link #receiveBuffer}. */
    public static final LocatorParameter RCVBUF =
            LocatorParameter.of("rcvbuf", "receive buffer in bytes, with K, M, G", "4M");
    /** {@link #ttl}. */
    public static final LocatorParameter TTL =
            LocatorParameter.of("ttl", "routers a datagram for the group may pass", String.valueOf(DEFAULT_TTL));
    /** Only addresses of IPv4. */
    public static final LocatorParameter V4 = LocatorParameter.of("v4", "take an IPv4 address only; without a value");
    /** Only addresses of IPv6. */
    public static final LocatorParameter V6 = LocatorParameter.of("v6", "take an IPv6 address only; without a value");
    /** Where multicast is heard and sent. */
    public static final LocatorParameter INTERFACE =
            LocatorParameter.of("if", "interface to join on and to send multicast by; by routing unless given");

    /** The UDP port. */
    public static LocatorParameter portParameter(int absent) {
        return LocatorParameter.of("port", "UDP port", String.valueOf(absent));
    }

    /** Reads a locator. */
    public static DatagramParameters parse(Locator locator, List<String> keys, Underlay underlay) {
        return new DatagramParameters(LocatorParameters.parse(locator, keys), underlay);
    }

    /** Whether a key without a value was given. */
    public boolean flag(String key) {
        String value = parameters.text(key).orElse("");
        if (!value.isEmpty()) {
            throw new IllegalArgumentException("parameter '" + key + "=" + value + "': takes no value");
        }
        return parameters.has(key);
    }

    /** A value that is not empty; empty if the key was not given. */
    public String text(String key) {
        String value = parameters.text(key).orElse("");
        if (value.isEmpty() && parameters.has(key)) {
            throw new IllegalArgumentException("parameter '" + key + "' needs a value");
        }
        return value;
    }

    /**
     * The address that stands first.
     *
     * @param defaultV4 what to take if there is none
     * @param defaultV6 the same, if only {@code v6} is given
     */
    public InetAddress address(String defaultV4, String defaultV6) throws IOException {
        String name = parameters.address();
        if (name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' stands where the address does: parameters come after a slash, ///" + name);
        }
        if (name.isEmpty()) {
            name = flag("v6") && !flag("v4") ? defaultV6 : defaultV4;
        }
        return resolve(name);
    }

    /** An address or a host name, of the version that {@code v4} or {@code v6} asks for. */
    public InetAddress resolve(String name) throws IOException {
        boolean v4 = flag("v4");
        boolean v6 = flag("v6");
        for (InetAddress address : lookUp(name, underlay)) {
            if (v4 == v6 || address instanceof Inet4Address == v4) {
                return address;
            }
        }
        String reason = "'" + name + "' has no " + (v4 ? "IPv4" : "IPv6") + " address, which is asked for";
        if (LITERAL.matcher(name).matches()) {
            throw new IllegalArgumentException(reason);
        }
        // a name may have one another time
        throw new IOException(reason);
    }

    /**
     * The addresses of a host name. The host's resolver is asked, from the underlay.
     *
     * @throws IOException if it has none, as far as can be told now, or the underlay cannot be asked
     */
    public static InetAddress[] lookUp(String name, Underlay underlay) throws IOException {
        try {
            return underlay.call(() -> InetAddress.getAllByName(name));
        } catch (UnknownHostException e) {
            throw new IOException("'" + name + "' is neither an address nor a known host name", e);
        }
    }

    /** The multicast group that an address is. */
    public static InetAddress requireGroup(InetAddress address, String interfaceName) {
        if (!address.isMulticastAddress()) {
            throw new IllegalArgumentException("'" + address.getHostAddress() + "' is not a multicast address: take one"
                    + " of 224.0.0.0/4, such as 239.1.2.3, or of ff00::/8");
        }
        if (address instanceof Inet6Address v6 && v6.isMCLinkLocal() && interfaceName.isEmpty()) {
            throw new IllegalArgumentException("group " + v6.getHostAddress()
                    + " means another one on each link: name the interface with if=NAME");
        }
        return address;
    }

    /** The group's UDP port. */
    public int port(int absent) {
        return (int) parameters.number("port", absent, 1, 65535);
    }

    /** How many routers a datagram may pass. */
    public int ttl() {
        return (int) parameters.number("ttl", DEFAULT_TTL, 0, 255);
    }

    /** Bytes of the receive buffer; 0 for the default. */
    public int receiveBuffer() {
        return (int) parameters.number("rcvbuf", 0, 1, Integer.MAX_VALUE / 2);
    }

    /** About how many Ethernet addresses to remember. */
    public int addresses() {
        return (int) parameters.number("hashsize", DEFAULT_ADDRESSES, 1, 1 << 20);
    }

    /** How long an Ethernet address is remembered after it was last heard. */
    public int expirySeconds() {
        long expiry = parameters.number("expiretime", DEFAULT_EXPIRY_SECONDS, 0, Integer.MAX_VALUE);
        // as libvdeplug: 0 stands for the default
        return expiry == 0 ? DEFAULT_EXPIRY_SECONDS : (int) expiry;
    }
}

package net.vdestack.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An address of an interface with the length of its network prefix, as in {@code 10.0.0.1/24}.
 *
 * @param address an IPv4 or IPv6 address, without scope
 * @param prefixLength leading bits that name the network: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record InterfaceAddress(InetAddress address, int prefixLength) {
    private static final int DEFAULT_PREFIX_V4 = 24;
    private static final int DEFAULT_PREFIX_V6 = 64;
    /** 0 to 255. No leading zero, which is decimal to some and octal to others. */
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    /**
     * What {@link InetAddress#getByName} never takes for a host name: a valid IPv4 address (it looks up 10.0.0.256), or
     * anything with a colon.
     */
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

    public InterfaceAddress {
        Objects.requireNonNull(address, "address");
        int bits = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + " of " + address.getHostAddress() + ": must be 0 to " + bits);
        }
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/LENGTH}. Without a length, 24 is taken for IPv4 and 64 for IPv6.
     *
     * @throws IllegalArgumentException if it is not an address; host names are not looked up
     */
    public static InterfaceAddress parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return new InterfaceAddress(
                    address, address instanceof Inet4Address ? DEFAULT_PREFIX_V4 : DEFAULT_PREFIX_V6);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("prefix length '" + length + "' in '" + text + "': must be a number");
        }
        return new InterfaceAddress(address, Integer.parseInt(length));
    }

    /**
     * Reads an IPv4 or IPv6 literal. Never asks a name server.
     *
     * @throws IllegalArgumentException if the text is not a literal
     */
    public static InetAddress parseAddress(String text) {
        if (LITERAL.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // falls through to the one message for all malformed addresses
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address");
    }

    /** The usual text of an address, without scope: for IPv6 the short form of RFC 5952, such as {@code fd00::1}. */
    public static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        String[] groups = new String[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Integer.toHexString(Short.toUnsignedInt(octets.getShort()));
        }
        int first = 0;
        int longest = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > longest) {
                first = i;
                longest = end - i;
            }
        }
        if (longest == 1) {
            return String.join(":", groups);
        }
        List<String> list = List.of(groups);
        return String.join(":", list.subList(0, first)) + "::" + String.join(":", list.subList(first + longest, 8));
    }

    @Override
    public String toString() {
        return text(address) + "/" + prefixLength;
    }
}

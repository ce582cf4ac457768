package net.vdestack.api;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A 48-bit Ethernet address.
 *
 * @param bits the six octets as a number, the first on the wire most significant; the upper 16 bits are zero
 */
public record MacAddress(long bits) {
    private static final Pattern TEXT = Pattern.compile("(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("Ethernet address 0x" + Long.toHexString(bits) + ": more than 48 bits");
        }
    }

    /**
     * Reads the usual notation, six pairs of hexadecimal digits separated by colons.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static MacAddress parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Ethernet address '" + text + "': write six pairs of hex digits, such as 02:00:00:00:00:01");
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    /** From six octets in the order of the wire. */
    public static MacAddress of(byte[] octets) {
        if (octets.length != 6) {
            throw new IllegalArgumentException("an Ethernet address has 6 octets, not " + octets.length);
        }
        long bits = 0;
        for (byte octet : octets) {
            bits = (bits << 8) | (octet & 0xff);
        }
        return new MacAddress(bits);
    }

    /** The six octets in the order of the wire. */
    public byte[] octets() {
        byte[] octets = new byte[6];
        for (int i = 0; i < 6; i++) {
            octets[i] = (byte) (bits >>> (8 * (5 - i)));
        }
        return octets;
    }

    /** Whether this is a group address: broadcast or multicast, not the address of one interface. */
    public boolean isGroup() {
        return (bits & (1L << 40)) != 0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%012x", bits).replaceAll("(..)(?!$)", "$1:");
    }
}

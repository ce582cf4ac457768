package net.vdestack.api;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A link to make.
 *
 * @param name the interface's name: 1 to 15 printable ASCII characters, not {@code / : % ,} and not {@code lo}
 * @param network the locator of the network to plug it into, of 4096 characters at most
 * @param mac its Ethernet address; empty to have one generated
 * @param mtu its MTU in bytes; 0 for what the network carries, at most 1500
 */
public record LinkSpec(String name, String network, Optional<MacAddress> mac, int mtu) {
    /** The smallest MTU the kernel takes for IPv4 (RFC 791). */
    private static final int MIN_MTU = 68;
    /** What the largest frame of a VDE leaves for the payload. */
    private static final int MAX_MTU = 9216;
    /** As long as a path on Linux may be; and locators nest. */
    private static final int MAX_LOCATOR = 4096;
    /**
     * Stricter than the kernel's dev_valid_name(): ASCII, since it counts bytes; no {@code %}, which would be taken for
     * a pattern; no comma, which ends a word of a configuration string.
     */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[\\p{Graph}&&[^/:%,]]{1,15}");

    public LinkSpec {
        if (!NAME.matcher(name).matches() || name.equals("lo")) {
            throw new IllegalArgumentException(
                    "link name '" + name + "': must be 1 to 15 ASCII characters, not / : % , or blanks, and not lo");
        }
        if (network.isBlank()) {
            throw new IllegalArgumentException(
                    "network of link " + name + " is empty: give a locator such as lan://demo");
        }
        if (network.length() > MAX_LOCATOR) {
            throw new IllegalArgumentException("network of link " + name + " has " + network.length()
                    + " characters: a locator has " + MAX_LOCATOR + " at most");
        }
        Objects.requireNonNull(mac, "mac");
        if (mac.isPresent() && (mac.get().isGroup() || mac.get().bits() == 0)) {
            throw new IllegalArgumentException(
                    "Ethernet address " + mac.get() + " of link " + name + ": not the address of one interface");
        }
        if (mtu != 0 && (mtu < MIN_MTU || mtu > MAX_MTU)) {
            throw new IllegalArgumentException("MTU " + mtu + " of link " + name + ": must be " + MIN_MTU + " to "
                    + MAX_MTU + ", or 0 for default");
        }
    }

    /** The same link plugged into another network. */
    public LinkSpec withNetwork(String other) {
        return new LinkSpec(name, other, mac, mtu);
    }

    /** The same link with this Ethernet address. */
    public LinkSpec withMac(MacAddress other) {
        return new LinkSpec(name, network, Optional.of(other), mtu);
    }
}

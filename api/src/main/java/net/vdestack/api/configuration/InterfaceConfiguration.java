package net.vdestack.api.configuration;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.vdestack.api.InterfaceAddress;
import net.vdestack.api.MacAddress;

/**
 * What to configure on one interface.
 *
 * @param up whether to set it up
 * @param mac the Ethernet address to give it; empty to leave the one it has
 * @param addresses addresses to give it
 * @param gateways routers for all that no other route covers; at most one of each IP version
 */
public record InterfaceConfiguration(
        boolean up, Optional<MacAddress> mac, List<InterfaceAddress> addresses, List<InetAddress> gateways) {
    public InterfaceConfiguration {
        Objects.requireNonNull(mac, "mac");
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        if (mac.isPresent() && (mac.get().isGroup() || mac.get().bits() == 0)) {
            throw new IllegalArgumentException("'mac=" + mac.get() + "': not the address of one interface");
        }
        Set<Boolean> versions = new HashSet<>();
        for (InetAddress gateway : gateways) {
            if (!versions.add(gateway instanceof Inet4Address)) {
                throw new IllegalArgumentException("'gw=" + InterfaceAddress.text(gateway)
                        + "': there is one default gateway for IPv4 and one for IPv6");
            }
        }
    }

    /** Nothing at all. */
    public static InterfaceConfiguration empty() {
        return new InterfaceConfiguration(false, Optional.empty(), List.of(), List.of());
    }

    static InterfaceConfiguration parse(List<String> words) {
        boolean up = false;
        MacAddress mac = null;
        List<InterfaceAddress> addresses = new ArrayList<>();
        List<InetAddress> gateways = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals + 1);
            String value = word.substring(equals + 1);
            try {
                switch (key) {
                    case "eth" -> up = true;
                    case "mac=", "macaddr=" -> mac = MacAddress.parse(value);
                    case "ip=" -> addresses.add(InterfaceAddress.parse(value));
                    case "gw=" -> gateways.add(InterfaceAddress.parseAddress(value));
                    default ->
                        throw new IllegalArgumentException("unknown word; known are iface=, eth, mac=, ip=, gw=");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("configuration word '" + word + "': " + e.getMessage(), e);
            }
        }
        return new InterfaceConfiguration(up, Optional.ofNullable(mac), addresses, gateways);
    }

    /** The words of this configuration, separated by commas. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (up) {
            words.add("eth");
        }
        mac.ifPresent(each -> words.add("mac=" + each));
        addresses.forEach(each -> words.add("ip=" + each));
        gateways.forEach(each -> words.add("gw=" + InterfaceAddress.text(each)));
        return String.join(",", words);
    }
}

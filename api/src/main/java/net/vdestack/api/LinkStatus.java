package net.vdestack.api;

import java.util.List;
import java.util.Objects;

/**
 * One link of a stack, as the kernel and the forwarder see it now.
 *
 * @param name the interface's name, {@code vde0} unless another was asked for
 * @param network the locator of the network it is plugged into
 * @param mac its Ethernet address
 * @param mtu its maximum transmission unit in bytes, Ethernet header not counted
 * @param up whether the interface is administratively up
 * @param addresses its IPv4 and IPv6 addresses, link-local ones included
 * @param forwarder the state of what connects it to the network
 */
public record LinkStatus(
        String name,
        String network,
        MacAddress mac,
        int mtu,
        boolean up,
        List<InterfaceAddress> addresses,
        ForwarderStatus forwarder) {
    public LinkStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(mac, "mac");
        addresses = List.copyOf(addresses);
        Objects.requireNonNull(forwarder, "forwarder");
    }
}

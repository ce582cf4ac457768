package net.vdestack.api;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A way that a stack's kernel knows, as {@code ip route} shows it (ip-route(8)). A route of several ways is one of
 * these for each.
 *
 * @param destination the network it leads to; the one of length 0 for the default route
 * @param gateway the next router; empty for what is at the link itself
 * @param link the interface it leaves by; empty for what goes nowhere, such as a blackhole
 * @param metric which one of several counts: the lowest
 */
public record Route(InterfaceAddress destination, Optional<InetAddress> gateway, Optional<String> link, long metric) {
    public Route {
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(link, "link");
    }
}

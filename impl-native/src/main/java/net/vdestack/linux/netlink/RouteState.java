package net.vdestack.linux.netlink;

import java.net.InetAddress;
import java.util.Optional;
import net.vdestack.api.InterfaceAddress;

/**
 * A route of the main table, or one way of it.
 *
 * @param destination the network it leads to
 * @param gateway the next router, if it takes one
 * @param index the number of the interface it leaves by; 0 for none
 */
public record RouteState(InterfaceAddress destination, Optional<InetAddress> gateway, int index, long metric) {}

package net.vdestack.linux.netlink;

import java.net.InetAddress;

/**
 * A default route of the main table.
 *
 * @param index the number of the interface it leaves by
 * @param gateway the router
 */
public record DefaultRoute(int index, InetAddress gateway) {}

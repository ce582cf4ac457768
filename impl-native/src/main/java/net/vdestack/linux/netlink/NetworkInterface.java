package net.vdestack.linux.netlink;

import net.vdestack.api.MacAddress;

/**
 * An interface as ip-link(8) shows it.
 *
 * @param index its number in its namespace
 * @param name its name
 * @param mac its Ethernet address; all zero for what is no Ethernet
 * @param mtu its MTU in bytes
 * @param up whether it is administratively up
 */
public record NetworkInterface(int index, String name, MacAddress mac, int mtu, boolean up) {}

package net.vdestack.linux.netlink;

import net.vdestack.api.InterfaceAddress;

/**
 * An address as ip-address(8) shows it.
 *
 * @param index the number of its interface
 * @param address the address
 * @param tentative whether duplicate detection (RFC 4862) is still going on: it cannot be used yet
 * @param duplicate whether duplicate detection found another node that has it
 */
public record AddressState(int index, InterfaceAddress address, boolean tentative, boolean duplicate) {}

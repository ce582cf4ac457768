/**
 * netlink(7): configuring interfaces, addresses and routes (rtnetlink(7)) and asking about sockets (sock_diag(7)),
 * without an external program.
 *
 * <p>{@link net.vdestack.linux.netlink.NetlinkMessage} and {@link net.vdestack.linux.netlink.Attributes} write and read
 * bytes; {@link net.vdestack.linux.netlink.NetlinkSocket} holds the conversation; the rest are families of requests. A
 * socket speaks for the namespace in which it was opened.
 */
package net.vdestack.linux.netlink;

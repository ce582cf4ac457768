/**
 * {@code ptp://PATH}: a cable between two, over a socket in the file system. Of two ways to speak, the newer one has a
 * connection that begins and ends; the older one has a pair of datagram sockets, {@code PATH} and {@code PATH+}.
 */
package net.vdestack.forwarder.ptp;

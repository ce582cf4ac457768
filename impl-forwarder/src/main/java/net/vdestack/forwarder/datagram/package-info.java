/**
 * What networks over UDP share: sockets, datagrams that become frames and frames that become datagrams, and the
 * knowledge of who is behind which node.
 */
package net.vdestack.forwarder.datagram;

/** {@code udp://PORT->HOST:PORT}: a cable between two ends, each frame a datagram. */
package net.vdestack.forwarder.udp;

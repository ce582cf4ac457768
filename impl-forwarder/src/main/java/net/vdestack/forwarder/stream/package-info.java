/**
 * {@code cmd://COMMAND}: a network behind the standard input and output of a command, in libvdeplug's stream format:
 * two bytes of length, big-endian, and a frame, again and again.
 */
package net.vdestack.forwarder.stream;

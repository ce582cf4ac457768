/**
 * The switches of VDE, from both sides: {@code vde://} plugs into the switch of another program, {@code switch://} and
 * {@code hub://} make one in this JVM that other programs can plug into as well.
 *
 * <p>A switch is a directory. Who connects to the stream socket {@code ctl} in there and sends a
 * {@link net.vdestack.forwarder.vde.VdeRequest}, gets the name of a datagram socket for an answer, with which it
 * exchanges frames as long as it keeps {@code ctl} open.
 */
package net.vdestack.forwarder.vde;

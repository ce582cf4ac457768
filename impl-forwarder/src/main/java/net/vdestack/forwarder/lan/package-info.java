/**
 * {@code lan://NAME}: a learning Ethernet switch between the stacks of this JVM.
 *
 * <p>Frames do not queue here: they are written to the peer's TAP on the thread that read them from the sender's.
 */
package net.vdestack.forwarder.lan;

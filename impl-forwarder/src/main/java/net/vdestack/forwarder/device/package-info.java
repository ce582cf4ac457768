/** {@code tap://} and {@code macvtap://}: a link is plugged into an interface of the host. */
package net.vdestack.forwarder.device;

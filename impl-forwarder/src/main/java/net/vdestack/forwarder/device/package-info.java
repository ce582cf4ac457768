/** {@code tap://} and {@code macvtap://}: a link is plugged into an interface of the underlay. */
package net.vdestack.forwarder.device;

/** {@code null://}: a network in which there is nobody. */
package net.vdestack.forwarder.blackhole;

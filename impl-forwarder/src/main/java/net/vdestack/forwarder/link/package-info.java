/**
 * A link at work: frames from the TAP to the network and back.
 *
 * <p>{@link net.vdestack.forwarder.link.PluggedLink} holds a link together through swaps, lost networks and providers
 * that come and go: a {@code Search} decides when a network is opened in the background, an {@code Attachment} is a
 * connection and its hold on the {@code Providers}, a {@code Pump} moves the frames. Each direction is a {@code Lane},
 * a bounded turn of work that never blocks; workers of a {@code LanePool} turn those of all links. The way out: TAP →
 * {@code TransmitLane} → port → network. The way in: network → port → {@code ReceiveLane} → {@code TapSink} → TAP; a
 * network inside this JVM writes to the {@code TapSink} itself.
 */
package net.vdestack.forwarder.link;

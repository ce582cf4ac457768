/**
 * Forwarding for backends: what a kind of network must offer to be plugged into stacks.
 *
 * <p>A {@link net.vdestack.api.forwarding.spi.ForwarderProvider} knows one scheme and opens
 * {@linkplain net.vdestack.api.forwarding.spi.FramePort ports}: non-blocking ends through which batches of Ethernet
 * frames come and go. A backend that handles one frame at a time, and may block, implements
 * {@link net.vdestack.api.forwarding.spi.FrameChannel} instead and lets the context adapt it.
 */
@Export
@Version("1.0.0")
package net.vdestack.api.forwarding.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/**
 * Forwarding for callers: how the side that makes links has their frames moved.
 *
 * <p>The native side lends a link's TAP to {@link net.vdestack.api.forwarding.Forwarders}; the forwarder side pumps
 * frames between it and a network until told to stop. Networks themselves are in
 * {@code net.vdestack.api.forwarding.spi}.
 */
@Export
@Version("1.0.0")
package net.vdestack.api.forwarding;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/**
 * Private TCP/IP stacks as Java objects.
 *
 * <p>A {@linkplain net.vdestack.api.NetworkStack stack} is a Linux network namespace of this JVM: its own addresses,
 * routes, ports and sockets, joined to virtual Ethernets by links. {@link net.vdestack.api.NetworkStacks} opens one;
 * the stack opens ordinary JDK channels and sockets that live inside it. Values are immutable records; every method may
 * be called from any thread, virtual threads included.
 */
@Export
@Version("1.0.0")
package net.vdestack.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

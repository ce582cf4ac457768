/**
 * The handful of Linux calls that vdestack needs, bound once.
 *
 * <p>{@code Libc} is the bare binding; {@link net.vdestack.linux.syscall.Syscalls} and
 * {@link net.vdestack.linux.syscall.Sockets} turn errno into results and exceptions;
 * {@link net.vdestack.linux.syscall.Fd} owns a descriptor. Exported to the forwarder module and to nobody else.
 *
 * <p>Memory for native calls comes from {@link net.vdestack.linux.syscall.NativeMemory} or direct buffers, never from
 * JNA's {@code Memory}: that starts JNA's cleaner thread at odd moments, and a thread started while its creator visits
 * a stack's namespace stays there for ever.
 */
@Export
@Version("1.0.0")
package net.vdestack.linux.syscall;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

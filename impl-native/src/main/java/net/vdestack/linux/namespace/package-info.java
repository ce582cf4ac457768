/**
 * Network namespaces and the threads that enter them.
 *
 * <p>A namespace belongs to OS threads: a descriptor belongs to the namespace of the thread that opened it, and a new
 * thread starts in the namespace of the thread that started it. Both rules are traps. Here is the one place that knows
 * them: {@link net.vdestack.linux.namespace.Namespace#open} opens descriptors inside without leaving a thread behind,
 * and {@link net.vdestack.linux.namespace.HostThreads} starts threads that are outside whoever asks.
 */
package net.vdestack.linux.namespace;

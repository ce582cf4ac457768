/**
 * Stacks: a namespace with its links, sockets, threads, processes and configuration, made together and ended together.
 *
 * <p>{@link net.vdestack.linux.stack.LinuxStacks} is the registry, {@link net.vdestack.linux.stack.LinuxStack} one
 * stack.
 */
package net.vdestack.linux.stack;

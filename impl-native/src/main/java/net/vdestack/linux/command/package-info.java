/**
 * Commands inside a stack.
 *
 * <p>A stack that runs commands has a {@code ProcessSpace}: a pid and mount namespace that ends with the stack or the
 * JVM, whichever ends first, and takes every process with it. Commands enter it through nsenter(1) and leave their
 * privileges at the door through setpriv(1). What belongs to one run or one started process is told apart by a
 * {@code ProcessGroup}, a mark that processes can neither see nor shed.
 *
 * <p>Processes are started by host threads only: the JDK starts a reaper thread from the thread that starts a process,
 * and inside a stack that thread would keep the stack's namespace alive.
 */
package net.vdestack.linux.command;

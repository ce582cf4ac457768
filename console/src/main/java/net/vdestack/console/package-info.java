/**
 * The commands {@code stack:…} of the console, and the terminal in which they are typed. Begin with
 * {@link net.vdestack.console.StackCommands}.
 */
package net.vdestack.console;

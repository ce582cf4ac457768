/** The commands: each reads its words, asks the server, and prints the answer. */
package net.vdestack.ctl.command;

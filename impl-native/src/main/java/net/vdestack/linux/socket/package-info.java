/** Sockets of a stack: JDK channels and sockets opened in its namespace, raw ones, and the account of all of them. */
package net.vdestack.linux.socket;

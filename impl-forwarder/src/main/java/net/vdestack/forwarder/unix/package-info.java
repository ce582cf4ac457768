/** What networks over Unix sockets have in common, unix(7). */
package net.vdestack.forwarder.unix;

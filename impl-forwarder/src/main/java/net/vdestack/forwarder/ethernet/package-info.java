/** What networks of any kind need to know of Ethernet. */
package net.vdestack.forwarder.ethernet;

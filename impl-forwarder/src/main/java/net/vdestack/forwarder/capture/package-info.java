/** What passes a link, recorded in the pcapng format for whoever wants to look. */
package net.vdestack.forwarder.capture;

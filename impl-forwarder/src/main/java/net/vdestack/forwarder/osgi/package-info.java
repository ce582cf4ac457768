/** The forwarder side as a service of OSGi. Plain Java does without it. */
package net.vdestack.forwarder.osgi;

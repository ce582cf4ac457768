/**
 * Stacks as OSGi services and configurations. In plain Java nothing of this is loaded, so that neither a framework nor
 * Jackson is needed there.
 */
package net.vdestack.linux.osgi;
